"""Whose a response is, to whom a lead of the vendor goes, and what becomes of both.

Tables: leads, lead_events, lead_tasks, vendor_leads, vendor_lead_events, lead_offers, lead_intakes, routing_versions,
routing_turns. Facts: lead created, lead offered, lead received, lead recycled, vendor lead arrived,
vendor lead unassigned.
"""
