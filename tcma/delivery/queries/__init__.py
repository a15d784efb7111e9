"""Reads of delivery: what is on its way, how it went, what nobody knows, and how the machine stands."""

from tcma.delivery.queries.capped import over_the_cap
from tcma.delivery.queries.guard import (
    all_figures,
    figures,
    lifted_holds,
    open_hold,
    open_holds,
)
from tcma.delivery.queries.holds import account_holds, hold_of, holds_to_look_at, on_hold, partner_of_attempt
from tcma.delivery.queries.invariants import look_at_all
from tcma.delivery.queries.status import broken, last_look, standing, told
from tcma.delivery.queries.tallies import Tally, counts, headlines, steps_of, tallies, unconfirmed
from tcma.delivery.queries.unanswered import causes, decisions, unanswered, undecided
from tcma.delivery.rules.guard import Figures

__all__ = [
    "Figures",
    "Tally",
    "account_holds",
    "all_figures",
    "broken",
    "causes",
    "counts",
    "decisions",
    "figures",
    "headlines",
    "hold_of",
    "holds_to_look_at",
    "last_look",
    "lifted_holds",
    "look_at_all",
    "on_hold",
    "open_hold",
    "open_holds",
    "over_the_cap",
    "partner_of_attempt",
    "standing",
    "steps_of",
    "tallies",
    "told",
    "unanswered",
    "unconfirmed",
    "undecided",
]
