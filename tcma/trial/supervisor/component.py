"""One part of the running programme: started, watched, started again when it dies."""

import time
from collections.abc import Callable

from tcma.trial.servers.children import Child, StartFailed

FIRST_DELAY = 0.25
LONGEST_DELAY = 30.0
SETTLED = 5.0


class Component:
    """`start` spawns it. After a death it waits, twice as long after each one that follows quickly."""

    def __init__(self, name: str, start: Callable[[], Child]) -> None:
        self.name = name
        self._start = start
        self.child: Child | None = None
        self.starts = 0
        self._quick_deaths = 0
        self._started_at = 0.0
        self._due_at = 0.0

    @property
    def pid(self) -> int | None:
        return self.child.pid if self.child else None

    def start(self) -> Child:
        self._started_at = time.monotonic()
        self.starts += 1
        self.child = self._start()
        return self.child

    def look(self) -> str | None:
        """Notice a death, or start again when the wait is over. Returns what is worth saying."""
        if self.child is None:
            if time.monotonic() < self._due_at:
                return None
            try:
                return f"{self.name} is started again (process {self.start().pid})"
            except StartFailed as failure:
                return f"{failure}\n  next try of {self.name} in {self.wait_after_death():.2g} s"
        status = self.child.ended()
        if status is None:
            return None
        self.child = None
        return f"{self.name} ended ({_how(status)}); next start in {self.wait_after_death():.2g} s"

    def wait_after_death(self) -> float:
        lived = time.monotonic() - self._started_at
        self._quick_deaths = 0 if lived > SETTLED else self._quick_deaths + 1
        delay: float = min(FIRST_DELAY * 2 ** max(self._quick_deaths - 1, 0), LONGEST_DELAY)
        self._due_at = time.monotonic() + delay
        return delay

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
            self.child = None


def _how(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"
