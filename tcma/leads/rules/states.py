"""The states of a lead, of a vendor lead and of an offer, and what leads from one to the next."""

import enum

from tcma.base.errors import Refusal
from tcma.base.words import N_


class LeadState(enum.StrEnum):
    """A lead from a partner's own campaign is the partner's at once: it starts accepted."""

    ACCEPTED = "accepted"
    WORKING = "working"
    CONVERTED = "converted"
    DISQUALIFIED = "disqualified"
    RECYCLED = "recycled"
    WITHDRAWN = "withdrawn"  # came from the vendor, who gave it to somebody else


class VendorState(enum.StrEnum):
    """Where a vendor lead stands until a partner has it; from then on its lead says how it goes."""

    NEW = "new"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    UNASSIGNED = "unassigned"  # no rule gave it to anybody: a person decides
    DISCARDED = "discarded"  # a person at the vendor found that nobody should call


class OfferState(enum.StrEnum):
    """One partner was asked once."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"  # a person gave the lead away, or discarded it, meanwhile


OPEN = (LeadState.ACCEPTED, LeadState.WORKING)
"""Somebody should call."""

_NEXT: dict[LeadState, frozenset[LeadState]] = {
    LeadState.ACCEPTED: frozenset({LeadState.WORKING, LeadState.CONVERTED, LeadState.DISQUALIFIED}),
    LeadState.WORKING: frozenset({LeadState.CONVERTED, LeadState.DISQUALIFIED}),
    LeadState.CONVERTED: frozenset({LeadState.RECYCLED}),  # the protection of its deal ran out
    LeadState.DISQUALIFIED: frozenset({LeadState.ACCEPTED, LeadState.WORKING}),  # a mistake taken back
    LeadState.RECYCLED: frozenset({LeadState.ACCEPTED, LeadState.WORKING, LeadState.CONVERTED, LeadState.DISQUALIFIED}),
    LeadState.WITHDRAWN: frozenset(),  # only an answer of the person opens it again
}


class NotPossible(Refusal):
    """The lead is in a state that this does not follow from."""


def move(before: LeadState, after: LeadState) -> LeadState:
    """`after`, if a lead may go there from `before`; refused otherwise. Staying is always possible."""
    if after is before or after in _NEXT[before]:
        return after
    if before is LeadState.CONVERTED:
        raise NotPossible(N_("A deal is registered for this lead. Go on there."))
    if before is LeadState.WITHDRAWN:
        raise NotPossible(N_("This lead was given to somebody else. It is no longer yours to work on."))
    raise NotPossible(N_("This lead is closed. Take it up again first."))


def after_response(state: LeadState) -> LeadState:
    """Someone who asks again is to be called again, unless a deal is already registered."""
    over = (LeadState.DISQUALIFIED, LeadState.RECYCLED, LeadState.WITHDRAWN)
    return LeadState.ACCEPTED if state in over else state


# Of two leads of one person: the further one.
_FURTHER = (
    LeadState.WITHDRAWN, LeadState.DISQUALIFIED, LeadState.RECYCLED, LeadState.ACCEPTED, LeadState.WORKING,
    LeadState.CONVERTED,
)  # fmt: skip


def further(one: LeadState, other: LeadState) -> LeadState:
    """The state that holds when two leads turn out to be one person."""
    return max(one, other, key=_FURTHER.index)


NOTE_MAX = 500
