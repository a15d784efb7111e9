"""What an event says no to."""

from typing import Any

from tcma.base.errors import Gone, Refusal


class NotReady(Refusal):
    """Something the event needs is missing; `place` names the field that gives it."""

    status = 422

    def __init__(self, message: str, *, place: str = "", **values: Any) -> None:
        super().__init__(message, **values)
        self.place = place


class NotNow(Refusal):
    """The event is in another state than the verb needs."""


class TooLate(Gone):
    """It has begun, it is over, or it was cancelled."""


class OfferOver(Gone):
    """The seat was kept for a while, and that is over."""
