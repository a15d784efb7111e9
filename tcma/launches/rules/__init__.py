"""The domain of launches, pure: states, wishes, times, who gets which language."""

from tcma.launches.rules.people import language_for, sender_name
from tcma.launches.rules.states import (
    ACTIVE,
    OVER,
    RETIRED,
    RUNNING,
    UPDATED,
    AlreadyScheduled,
    LaunchState,
    NotNow,
    NotReady,
)
from tcma.launches.rules.times import AT_A_TIME, Best, best_of, best_time, first_of, start_time, step_time, step_wall
from tcma.launches.rules.wish import SEGMENT, Whom, Wish

__all__ = [
    "ACTIVE",
    "AT_A_TIME",
    "OVER",
    "RETIRED",
    "RUNNING",
    "SEGMENT",
    "UPDATED",
    "AlreadyScheduled",
    "Best",
    "LaunchState",
    "NotNow",
    "NotReady",
    "Whom",
    "Wish",
    "best_of",
    "best_time",
    "first_of",
    "language_for",
    "sender_name",
    "start_time",
    "step_time",
    "step_wall",
]
