"""What a nursery is told, over its pipe."""

import signal
from dataclasses import dataclass, field
from typing import Any

from tests.delivery.chaos.lines import Line, Strike


@dataclass(frozen=True)
class Order:
    """What a worker is to do, what strikes it, and what is other for it than for the nursery.

    `signal` SIGKILL ends it, SIGSTOP freezes it until somebody wakes it.
    """

    play: str
    arguments: tuple[Any, ...]
    strike: Strike | None = None
    signal: int = signal.SIGKILL
    slow: Line | None = None  # where it takes its time
    changes: dict[str, Any] = field(default_factory=dict)  # of the settings
    cold: bool = False  # it has everything to learn, as one that has just begun after a failure


@dataclass(frozen=True)
class Wait:
    """How this worker ended, or that it is frozen; None while it runs, unless one waits for it."""

    pid: int
    patient: bool


@dataclass(frozen=True)
class Record:
    """Run the play here, once, under a tracer: which lines it took."""

    play: str
    arguments: tuple[Any, ...]
    cold: bool = False
