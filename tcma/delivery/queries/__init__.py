"""Reads of steps and messages."""

from tcma.delivery.queries.capped import over_the_cap
from tcma.delivery.queries.progress import Tally, counts, headlines, steps_of, tallies, unconfirmed

__all__ = ["Tally", "counts", "headlines", "over_the_cap", "steps_of", "tallies", "unconfirmed"]
