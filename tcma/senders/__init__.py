"""Under which names a partner is met: whom its mails come from and where its pages are; the account's fitness.

Tables: senders, sites, tenants, warm_ups.
Facts: warm-up ended.
"""
