"""Organisations, people, roles, sessions, invitations, and the programme itself.

Tables: programme, partners, people, web_sessions, invitations, password_resets, sign_in_attempts.
Facts: person invited, password forgotten.
"""
