"""Failures on demand: what SES and networks do on a bad day."""

import random
import time
from dataclasses import asdict, dataclass, fields
from threading import Lock
from typing import Any

from tcma.trial.ses.errors import PAUSED, SUSPENDED, TOO_MANY, ApiError

RANDOM = ("throttle", "error_before", "error_after", "reset_before", "reset_after")


@dataclass
class Faults:
    """Counts say how many of the next sending calls (or entries, or events) are hit; they fall to 0 by themselves.

    Flags and seconds stay until they are changed.
    """

    throttle: int = 0  # next calls: 429 TooManyRequestsException
    error_before: int = 0  # next calls: 500, nothing accepted
    error_after: int = 0  # next calls: accepted, then 500
    reset_before: int = 0  # next calls: connection reset, nothing accepted
    reset_after: int = 0  # next calls: accepted, then the connection is reset
    hang_before: int = 0  # next calls: `hang_seconds` of silence, then accepted
    hang_after: int = 0  # next calls: accepted, then `hang_seconds` of silence
    hang_seconds: float = 0.0
    fail_entries: int = 0  # next bulk entries: not accepted, their status `entry_status`
    entry_status: str = "TRANSIENT_FAILURE"
    paused: bool = False  # SendingPausedException
    suspended: bool = False  # AccountSuspendedException
    drop_events: int = 0  # next events never reach the product
    repeat_events: int = 0  # next events are posted twice
    delay_events: float = 0.0  # seconds that every event comes late; its timestamps don't show it
    shuffle_events: float = 0.0  # every event comes up to so many seconds late, each by its own chance
    random_calls: float = 0.0  # of the calls, this share (0 to 1) is hit by one of RANDOM

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._chance = random.Random(0)  # the same bad day every time

    def set(self, changes: dict[str, Any]) -> None:
        """Takes new values; ValueError for an unknown name or a value of the wrong kind."""
        kinds = {field.name: type(field.default) for field in fields(self)}
        for name, value in changes.items():
            kind = kinds.get(name)
            if kind is None:
                raise ValueError(f"'{name}' is not a fault; there are {', '.join(kinds)}")
            allowed = (int, float) if kind is float else (kind,)
            if not isinstance(value, allowed) or (kind is not bool and isinstance(value, bool)):
                raise ValueError(f"'{name}' must be of type {kind.__name__}")
        with self._lock:
            for name, value in changes.items():
                setattr(self, name, value)

    def clear(self) -> None:
        self.set({field.name: field.default for field in fields(self)})

    def shown(self) -> dict[str, Any]:
        return asdict(self)

    def strikes(self, name: str) -> bool:
        """Whether the fault counted under `name` hits now; takes one from the count."""
        if not getattr(self, name):
            return False
        with self._lock:
            left: int = getattr(self, name)
            setattr(self, name, max(0, left - 1))
            return left > 0

    def before_accepting(self) -> None:
        """Refuses or delays a sending call, or drops its connection."""
        with self._lock:
            if self._chance.random() < self.random_calls:
                name = self._chance.choice(RANDOM)
                setattr(self, name, getattr(self, name) + 1)
        if self.suspended:
            raise ApiError(SUSPENDED, "Your account is suspended and can't send mail.")
        if self.paused:
            raise ApiError(PAUSED, "Email sending is disabled for this account.")
        if self.strikes("throttle"):
            raise ApiError(TOO_MANY, "Maximum sending rate exceeded.")
        if self.strikes("error_before"):
            raise ApiError("InternalFailure", "The request failed because of an unknown error.")
        if self.strikes("reset_before"):
            raise ConnectionAborted
        if self.strikes("hang_before"):
            time.sleep(self.hang_seconds)

    def after_accepting(self) -> None:
        """Spoils the answer of a sending call whose mails are already taken."""
        if self.strikes("error_after"):
            raise ApiError("ServiceUnavailable", "The request failed because of a temporary failure of the server.")
        if self.strikes("reset_after"):
            raise ConnectionAborted
        if self.strikes("hang_after"):
            time.sleep(self.hang_seconds)


class ConnectionAborted(Exception):
    """The server closes the connection with a reset, without an answer."""
