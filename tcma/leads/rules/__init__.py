"""Leads by rule: their states, whose a vendor lead becomes, whose turn it is, and by when somebody calls."""

from tcma.leads.rules.routing import (
    COVERS,
    TIERS,
    Ask,
    Decision,
    Firm,
    Rule,
    RuleSet,
    Tier,
    decide,
    from_json,
    to_json,
)
from tcma.leads.rules.scoring import NOT_COUNTED, makes_lead, points
from tcma.leads.rules.service import LATE, SOON, Due, due
from tcma.leads.rules.states import (
    NOTE_MAX,
    OPEN,
    LeadState,
    NotPossible,
    OfferState,
    VendorState,
    after_response,
    further,
    move,
)
from tcma.leads.rules.turns import Turn, take_turn

__all__ = [
    "COVERS",
    "LATE",
    "NOTE_MAX",
    "NOT_COUNTED",
    "OPEN",
    "SOON",
    "TIERS",
    "Ask",
    "Decision",
    "Due",
    "Firm",
    "LeadState",
    "NotPossible",
    "OfferState",
    "Rule",
    "RuleSet",
    "Tier",
    "Turn",
    "VendorState",
    "after_response",
    "decide",
    "due",
    "from_json",
    "further",
    "makes_lead",
    "move",
    "points",
    "take_turn",
    "to_json",
]
