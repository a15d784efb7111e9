"""Workers of the product, forked from a process that is warm, and struck where a test wants them to be."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path
from typing import Any
from uuid import UUID

from tcma.base.settings import Settings
from tcma.trial.servers.children import spawn
from tests.delivery.chaos.lines import Line, Strike
from tests.delivery.chaos.orders import Order, Record, Wait
from tests.tables import ROOT


class Hand:
    """One worker."""

    def __init__(self, crew: "Crew", pid: int) -> None:
        self._crew, self.pid = crew, pid

    def ended(self) -> int:
        """Wait for its end, or until it is frozen: the signal, 0 for an end of its own. A fault of ours is raised."""
        found = self.state(patient=True)
        assert found is not None
        return found

    def state(self, *, patient: bool = False) -> int | None:
        """The same, but None while it runs. Ask no more of one that has ended."""
        status: int | None = self._crew.ask(Wait(self.pid, patient))
        if status is None:
            return None
        if os.WIFSTOPPED(status):
            return os.WSTOPSIG(status)
        if os.WIFSIGNALED(status):
            return os.WTERMSIG(status)
        assert os.WEXITSTATUS(status) == 0, self._crew.log.read_text()[-4_000:]
        return 0

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)


class Crew:
    """Its nursery lives for as long as the block of `crew`."""

    def __init__(self, pipe: Any, log: Path) -> None:
        self._pipe, self.log = pipe, log
        self.warm: list[Line] = []  # what it took to deliver a claim

    def ask(self, order: object) -> Any:
        try:
            self._pipe.send(order)
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise AssertionError(self.log.read_text()[-4_000:]) from error

    def start(self, play: str, *arguments: object, strike: Strike | None = None, freeze: bool = False,
              slow: Line | None = None, cold: bool = False, **changes: object) -> Hand:  # fmt: skip
        """A worker that does this until it is struck, or takes its time at a line. `changes` are of the settings."""
        blow = signal.SIGSTOP if freeze else signal.SIGKILL
        return Hand(self, self.ask(Order(play, arguments, strike, blow, slow, changes, cold)))

    def recorded(self, step_id: UUID, *, cold: bool = False) -> list[Line]:
        """The lines that it takes to deliver what is due of this step, in their order."""
        found: list[Line] = self.ask(Record("once", (step_id,), cold))
        return found


@contextmanager
def crew(settings: Settings, log: Path) -> Iterator[Crew]:
    """`settings` are what the nursery is wired with."""
    ours, theirs = Pipe()
    command = [sys.executable, "-m", "tests.delivery.chaos.nursery", str(theirs.fileno())]
    child = spawn("nursery", command, log=log, cwd=ROOT, keep=[theirs.fileno()])
    theirs.close()
    try:
        ours.send(settings)
        yield Crew(ours, log)
    finally:
        ours.close()
        child.stop()


def ends_of(crew: Sequence[Hand], meanwhile: Callable[[], object], every: float = 0.05) -> list[int]:
    """How each ended, while something goes on again and again, with so many seconds between."""
    ends: dict[int, int] = {}
    while len(ends) < len(crew):
        for hand in crew:
            if hand.pid not in ends and (end := hand.state()) is not None:
                ends[hand.pid] = end
        meanwhile()
        time.sleep(every)
    return [ends[hand.pid] for hand in crew]
