"""Contacts, consent, lists, imports, suppression, unsubscribing.

Tables: contacts, consents, contact_lists, list_members, imports, api_keys, suppressions.
Facts: contacts imported, address suppressed, address restored.
"""
