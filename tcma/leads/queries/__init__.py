"""Reads of leads."""

from tcma.leads.queries.alert import Alert, Recipient, alert
from tcma.leads.queries.calls import Call, calls
from tcma.leads.queries.one import Happening, LeadCounts, counts, counts_by_partner, happenings, lead, lead_of

__all__ = [
    "Alert",
    "Call",
    "Happening",
    "LeadCounts",
    "Recipient",
    "alert",
    "calls",
    "counts",
    "counts_by_partner",
    "happenings",
    "lead",
    "lead_of",
]
