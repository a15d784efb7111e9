"""Reads of leads."""

from tcma.leads.queries.alert import Alert, Recipient, alert
from tcma.leads.queries.calls import MINE, OVERDUE, UNASSIGNED, Call, calls
from tcma.leads.queries.one import (
    Happening,
    LeadCounts,
    counts,
    counts_by_partner,
    happenings,
    lead,
    lead_of,
    others_like,
)
from tcma.leads.queries.people import callers
from tcma.leads.queries.reminding import due_reminders, reminder
from tcma.leads.queries.routing import Live, Taker, draft, firms, live_rules, partner_names, takers, turns, versions
from tcma.leads.queries.simulating import simulate
from tcma.leads.queries.tasks import Task, open_tasks, tasks_of
from tcma.leads.queries.vendor.desk import already_with, history, overdue, vendor_lead, vendor_leads, waiting
from tcma.leads.queries.vendor.given import last_given
from tcma.leads.queries.vendor.offers import Offered, due_offers, offered, open_offers

__all__ = [
    "MINE",
    "OVERDUE",
    "UNASSIGNED",
    "Alert",
    "Call",
    "Happening",
    "LeadCounts",
    "Live",
    "Offered",
    "Recipient",
    "Taker",
    "Task",
    "alert",
    "already_with",
    "callers",
    "calls",
    "counts",
    "counts_by_partner",
    "draft",
    "due_offers",
    "due_reminders",
    "firms",
    "happenings",
    "history",
    "last_given",
    "lead",
    "lead_of",
    "live_rules",
    "offered",
    "open_offers",
    "open_tasks",
    "others_like",
    "overdue",
    "partner_names",
    "reminder",
    "simulate",
    "takers",
    "tasks_of",
    "turns",
    "vendor_lead",
    "vendor_leads",
    "versions",
    "waiting",
]
