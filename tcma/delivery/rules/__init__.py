"""The domain of delivery, pure: states, events, headers, signatures."""

from tcma.delivery.rules.states import (
    ENDED,
    MOVES,
    OPEN,
    EventKind,
    MessageState,
    Outcome,
    Policy,
    back_off,
    may_move,
)

__all__ = ["ENDED", "MOVES", "OPEN", "EventKind", "MessageState", "Outcome", "Policy", "back_off", "may_move"]
