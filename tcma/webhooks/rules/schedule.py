"""When a message that was not taken is tried again: over a day, with growing waits."""

from datetime import datetime, timedelta

WAITS = tuple(timedelta(seconds=one) for one in (5, 60, 300, 1_800, 7_200, 21_600, 54_000))
GIVEN_UP = len(WAITS) + 1
"""Tries, the first included, after which a message stays where it is."""
DISABLED_AFTER = timedelta(days=3)
"""Of nothing but failures."""


def next_try(tries: int, now: datetime) -> datetime | None:
    """After so many tries that failed; None: never again."""
    return now + WAITS[tries - 1] if tries <= len(WAITS) else None
