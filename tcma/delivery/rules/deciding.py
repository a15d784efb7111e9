"""Deciding about a mail that may be out: how long to wait first, what is asked, and why there was no answer."""

import enum
from datetime import timedelta

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_

WAIT = timedelta(minutes=15)
"""An event of SES that proves a mail accepted comes within minutes, if it comes."""
LONGEST_REASON = 500


class Cause(enum.StrEnum):
    """Why there was no answer, as far as one knows."""

    WORKER = "worker"
    SLOW = "slow"
    BROKEN = "broken"
    ERROR = "error"


_SIGNS = (
    (Cause.WORKER, ("worker was gone",)),
    (Cause.SLOW, ("timeout", "timed out", "time-out")),
    (Cause.BROKEN, ("connection", "closed", "reset", "broken", "incomplete", "eof")),
)


def cause_of(detail: str) -> Cause:
    """What an attempt's own words come down to."""
    said = detail.casefold()
    return next((cause for cause, signs in _SIGNS if any(sign in said for sign in signs)), Cause.ERROR)


def checked_reason(reason: str) -> str:
    """A reason that somebody can read a year later, in one line. Raises Invalid under the name `reason`."""
    said = " ".join(reason.replace("\0", "").split())
    if not said:
        raise Invalid({"reason": Refusal(N_("Write why. It is kept with your name and the time."))})
    if len(said) > LONGEST_REASON:
        raise Invalid({"reason": Refusal(N_("Write at most %(most)s characters."), most=LONGEST_REASON)})
    return said
