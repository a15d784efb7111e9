"""What an event says no to."""

from tcma.base.errors import Gone, Refusal


class NotNow(Refusal):
    """The event is in another state than the verb needs."""


class TooLate(Gone):
    """It has begun, it is over, or it was cancelled."""


class OfferOver(Gone):
    """The seat was kept for a while, and that is over."""
