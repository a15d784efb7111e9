"""The domain of delivery, pure: states, events, headers, signatures."""

from tcma.delivery.rules.attachments import Attachment, attachments_hash
from tcma.delivery.rules.states import (
    ENDED,
    MAY_BE_OUT,
    MOVES,
    OPEN,
    DecisionKind,
    EventKind,
    MessageState,
    Outcome,
    Policy,
    back_off,
    may_move,
)

__all__ = [
    "ENDED",
    "MAY_BE_OUT",
    "MOVES",
    "OPEN",
    "Attachment",
    "DecisionKind",
    "EventKind",
    "MessageState",
    "Outcome",
    "Policy",
    "attachments_hash",
    "back_off",
    "may_move",
]
