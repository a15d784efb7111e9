"""Contacts, consent, lists, imports, suppression, unsubscribing.

Tables: contacts, consents, contact_lists, list_members, imports, suppressions, topic_refusals,
partner_topics, former_contacts.
Facts: contacts imported, address suppressed, address restored.
"""
