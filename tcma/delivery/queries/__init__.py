"""Reads of delivery: what is on its way, and how it went."""

from tcma.delivery.queries.tallies import Tally, counts, headlines, steps_of, tallies, unconfirmed

__all__ = ["Tally", "counts", "headlines", "steps_of", "tallies", "unconfirmed"]
