"""Events, pure: states, times, tokens."""

from tcma.events.rules.states import (
    ACTIVE,
    CAME,
    GONE,
    SEATED,
    EventState,
    SeatState,
    Transition,
    move,
)

__all__ = ["ACTIVE", "CAME", "GONE", "SEATED", "EventState", "SeatState", "Transition", "move"]
