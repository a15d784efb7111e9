"""From whom mails come: a partner's own domain or its place below the vendor's, tenants, and the account's fitness.

Tables: senders, tenants.
Facts: none.
"""
