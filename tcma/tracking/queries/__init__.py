"""Reads of tracking."""

from tcma.tracking.queries.clickers import Clicker, TouchCounts, clicker, clickers, reached, touch_counts
from tcma.tracking.queries.comparing import Comparison, Varied, comparison, comparisons
from tcma.tracking.queries.held import Held, held_answers, held_count
from tcma.tracking.queries.hours import click_hours
from tcma.tracking.queries.journey import journey
from tcma.tracking.queries.story import Moment, story
from tcma.tracking.queries.visits import Visitor, link_address, link_by_code, visitor

__all__ = [
    "Clicker",
    "Comparison",
    "Held",
    "Moment",
    "TouchCounts",
    "Varied",
    "Visitor",
    "click_hours",
    "clicker",
    "clickers",
    "comparison",
    "comparisons",
    "held_answers",
    "held_count",
    "journey",
    "link_address",
    "link_by_code",
    "reached",
    "story",
    "touch_counts",
    "visitor",
]
