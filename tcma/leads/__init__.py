"""Whose a response is, and what becomes of it.

Tables: leads, lead_events. Facts: lead created.
"""
