"""The states of an event and of a registration, and what moves them."""

import enum


class EventState(enum.StrEnum):
    """draft -> published -> over | cancelled."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    OVER = "over"


class SeatState(enum.StrEnum):
    """pending -> confirmed | waitlisted -> offered -> confirmed | offer_expired; after the end attended | no_show.

    `cancelled` at any time before. `pending` lasts only inside the transaction that decides.
    """

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    OFFER_EXPIRED = "offer_expired"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    NO_SHOW = "no_show"


ACTIVE = (SeatState.CONFIRMED, SeatState.WAITLISTED, SeatState.OFFERED)
"""Still coming, or would like to."""
SEATED = (SeatState.CONFIRMED, SeatState.OFFERED, SeatState.ATTENDED)
"""These hold a seat: an offer is a seat kept free."""
KEPT = (*SEATED, SeatState.NO_SHOW)
"""These had a seat to the end: an empty chair was taken too. Before the end, the same as SEATED."""
GONE = (SeatState.CANCELLED, SeatState.OFFER_EXPIRED)
"""They may register again, which is another registration."""
CAME = (SeatState.CONFIRMED, SeatState.NO_SHOW)
"""From these somebody can be checked in."""

NEXT: dict[SeatState, frozenset[SeatState]] = {
    SeatState.PENDING: frozenset({SeatState.CONFIRMED, SeatState.WAITLISTED}),
    SeatState.CONFIRMED: frozenset({SeatState.ATTENDED, SeatState.NO_SHOW, SeatState.CANCELLED}),
    SeatState.WAITLISTED: frozenset({SeatState.OFFERED, SeatState.CONFIRMED, SeatState.CANCELLED}),
    SeatState.OFFERED: frozenset({SeatState.CONFIRMED, SeatState.OFFER_EXPIRED, SeatState.CANCELLED}),
    SeatState.OFFER_EXPIRED: frozenset(),
    SeatState.CANCELLED: frozenset(),
    SeatState.ATTENDED: frozenset({SeatState.CONFIRMED, SeatState.NO_SHOW}),  # a check-in taken back, before or after
    SeatState.NO_SHOW: frozenset({SeatState.ATTENDED}),  # checked in late, from memory
}


def move(before: SeatState, after: SeatState) -> SeatState:
    """`after`, if a registration may go there from `before`; a ValueError otherwise: a bug, not a refusal."""
    if after not in NEXT[before]:
        raise ValueError(f"a registration does not go from {before.value} to {after.value}")
    return after
