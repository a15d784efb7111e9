"""Reads of tracking."""

from tcma.tracking.queries.clickers import Clicker, TouchCounts, clicker, clickers, reached, touch_counts
from tcma.tracking.queries.journey import journey
from tcma.tracking.queries.story import Moment, story
from tcma.tracking.queries.visits import Visitor, link_address, link_by_code, visitor

__all__ = [
    "Clicker",
    "Moment",
    "TouchCounts",
    "Visitor",
    "clicker",
    "clickers",
    "journey",
    "link_address",
    "link_by_code",
    "reached",
    "story",
    "touch_counts",
    "visitor",
]
