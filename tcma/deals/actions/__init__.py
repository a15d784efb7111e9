"""Verbs: register, submit, recall, decide, sell, expire. Each step is checked and logged."""

from tcma.deals.actions.claiming import checked
from tcma.deals.actions.deciding import approve, reject, request_information
from tcma.deals.actions.log import Lock, lock_account
from tcma.deals.actions.merging import follow_merge
from tcma.deals.actions.names import (
    DEAL_DECIDED,
    DEAL_EXPIRED,
    DEAL_LOST,
    DEAL_QUESTIONED,
    DEAL_REGISTERED,
    DEAL_WON,
)
from tcma.deals.actions.protecting import watch
from tcma.deals.actions.registering import recall, register, revise, submit
from tcma.deals.actions.selling import advance, lose, win
from tcma.deals.actions.telling import tell_answer, tell_end, tell_vendor
from tcma.deals.actions.traits import rebuild_traits

__all__ = [
    "DEAL_DECIDED",
    "DEAL_EXPIRED",
    "DEAL_LOST",
    "DEAL_QUESTIONED",
    "DEAL_REGISTERED",
    "DEAL_WON",
    "Lock",
    "advance",
    "approve",
    "checked",
    "follow_merge",
    "lock_account",
    "lose",
    "rebuild_traits",
    "recall",
    "register",
    "reject",
    "request_information",
    "revise",
    "submit",
    "tell_answer",
    "tell_end",
    "tell_vendor",
    "watch",
    "win",
]
