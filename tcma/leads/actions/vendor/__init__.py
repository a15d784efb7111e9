"""Leads of the vendor: brought, offered by rule, answered, given by hand."""

from tcma.leads.actions.vendor.answering import REASONS, Over, accept, decline
from tcma.leads.actions.vendor.bringing import bring_lead
from tcma.leads.actions.vendor.distributing import MOST_OFFERS, WINDOW, distribute, expire
from tcma.leads.actions.vendor.forgetting import forget_unclaimed
from tcma.leads.actions.vendor.giving import discard, give, offer_again
from tcma.leads.actions.vendor.names import LEAD_OFFERED, LEAD_RECEIVED, VENDOR_LEAD_ARRIVED, VENDOR_LEAD_UNASSIGNED
from tcma.leads.actions.vendor.offering import ASK, offer_of_token, send_offer, tell_unassigned
from tcma.leads.actions.vendor.recycling import recycle
from tcma.leads.actions.vendor.routing import change_intake, publish_rules, save_draft, set_tier

__all__ = [
    "ASK",
    "LEAD_OFFERED",
    "LEAD_RECEIVED",
    "MOST_OFFERS",
    "REASONS",
    "VENDOR_LEAD_ARRIVED",
    "VENDOR_LEAD_UNASSIGNED",
    "WINDOW",
    "Over",
    "accept",
    "bring_lead",
    "change_intake",
    "decline",
    "discard",
    "distribute",
    "expire",
    "forget_unclaimed",
    "give",
    "offer_again",
    "offer_of_token",
    "publish_rules",
    "recycle",
    "save_draft",
    "send_offer",
    "set_tier",
    "tell_unassigned",
]
