"""Contacts, consent, lists, imports, suppression, unsubscribing.

Tables: contacts, consents, contact_lists, list_members, imports, api_keys, suppressions, topic_refusals,
partner_topics, former_contacts, contact_traits, segments, tags, contact_tags, contact_notes, contact_merges.
Facts: contacts imported, address suppressed, address restored, contacts merged.
"""
