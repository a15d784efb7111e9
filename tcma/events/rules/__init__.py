"""Events, pure: states, times, tokens, and what is said of date and place."""

from tcma.events.rules.occasion import HAVE_SEATS, occasion, when
from tcma.events.rules.refusals import NotNow, OfferOver, TooLate
from tcma.events.rules.states import ACTIVE, CAME, GONE, KEPT, SEATED, EventState, SeatState, move
from tcma.events.rules.times import due, ends_at, known_zone, offer_until
from tcma.launches.rules import NotReady

__all__ = [
    "ACTIVE",
    "CAME",
    "GONE",
    "HAVE_SEATS",
    "KEPT",
    "SEATED",
    "EventState",
    "NotNow",
    "NotReady",
    "OfferOver",
    "SeatState",
    "TooLate",
    "due",
    "ends_at",
    "known_zone",
    "move",
    "occasion",
    "offer_until",
    "when",
]
