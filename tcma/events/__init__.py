"""Dated occurrences run from an event kit: dates, registrations, waiting list, check-in, follow-up.

Tables: events, event_invitees, event_registrations, event_mails. Facts: event published, event cancelled.
"""
