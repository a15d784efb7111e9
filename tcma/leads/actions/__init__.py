"""Verbs of leads."""

from tcma.leads.actions.alerting import send_alert
from tcma.leads.actions.merging import follow_merge
from tcma.leads.actions.responding import LEAD_CREATED, answered, note, set_state, take_response
from tcma.leads.actions.traits import keep_lead

__all__ = ["LEAD_CREATED", "answered", "follow_merge", "keep_lead", "note", "send_alert", "set_state", "take_response"]
