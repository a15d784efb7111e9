"""Verbs of leads."""

from tcma.leads.actions.alerting import send_alert, send_received
from tcma.leads.actions.merging import follow_merge
from tcma.leads.actions.responding import LEAD_CREATED, answered, take_response
from tcma.leads.actions.scoring import score
from tcma.leads.actions.service import remind
from tcma.leads.actions.states import LEAD_RECYCLED, set_state
from tcma.leads.actions.tasks import add_task, finish_task
from tcma.leads.actions.traits import keep_lead
from tcma.leads.actions.working import assign, join_leads, note, remark

__all__ = [
    "LEAD_CREATED",
    "LEAD_RECYCLED",
    "add_task",
    "answered",
    "assign",
    "finish_task",
    "follow_merge",
    "join_leads",
    "keep_lead",
    "note",
    "remark",
    "remind",
    "score",
    "send_alert",
    "send_received",
    "set_state",
    "take_response",
]
