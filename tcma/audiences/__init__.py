"""Contacts, consent, lists, imports, suppression, unsubscribing.

Tables: contacts, consents, contact_lists, list_members, imports, suppressions.
Facts: contacts imported, address suppressed, address restored.
"""
