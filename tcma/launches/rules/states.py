"""The states of a launch, and how it says no."""

import enum
from typing import Any

from tcma.base.errors import Refusal
from tcma.base.words import N_


class LaunchState(enum.StrEnum):
    """draft -> holding -> scheduled -> sending <-> paused -> sent | stopped."""

    DRAFT = "draft"
    HOLDING = "holding"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    STOPPED = "stopped"


RUNNING = (LaunchState.SCHEDULED, LaunchState.SENDING)
ACTIVE = (LaunchState.HOLDING, LaunchState.SCHEDULED, LaunchState.SENDING, LaunchState.PAUSED)
OVER = (LaunchState.SENT, LaunchState.STOPPED)
UPDATED = "update"  # why its steps are held: words of the partner no longer fit what the vendor had to change


RETIRED = N_("%(vendor)s has taken this off the shelf, so nobody begins with it any more. What is under way goes on.")


class NotNow(Refusal):
    """The launch is in another state than the verb needs."""


class NotReady(Refusal):
    """Something that a launch, or an event, needs is missing; `place` names the field that gives it."""

    def __init__(self, message: str, *, place: str = "", **values: Any) -> None:
        super().__init__(message, **values)
        self.place = place
        self.status = 422 if place else Refusal.status


class AlreadyScheduled(Refusal):
    """The same launch with other content under the same key."""

    status = 422
