"""A handle on a whole programme that runs in another process: for the story and the tests."""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from tcma.base.settings import ROOT
from tcma.trial.servers.children import Child, spawn, wait_for
from tcma.trial.servers.nobody import forget
from tcma.trial.supervisor.folder import read_state, reset


class Programme:
    """`with Programme() as programme:` starts one on free ports and stops it at the end.

    Without `var` it lives in a throw-away folder. `settings` go into the environment of every part, such as
    `{"SENDING_LEASE_SECONDS": "2"}`. Start it from the main thread.
    """

    def __init__(
        self,
        var: Path | None = None,
        *,
        port: int = 0,
        workers: int = 2,
        fill: bool = False,
        durable: bool = False,
        settings: Mapping[str, str] | None = None,
        seconds: float = 120,
    ) -> None:
        self._throw_away = Path(tempfile.mkdtemp(prefix="tcma-once-")) if var is None else None
        self.var = (var or Path(str(self._throw_away), "var")).absolute()
        self.log = self.var.with_name(f"{self.var.name}.log")
        self.seconds = seconds
        options = [str(self.var), "--port", str(port), "--workers", str(workers)]
        options += ["--fill"] if fill else []
        options += [] if durable else ["--careless"]
        options += [f"--set={name}={value}" for name, value in (settings or {}).items()]
        self._command = [sys.executable, "-m", "tcma.trial.supervisor", *options]
        self.child: Child | None = None

    def __enter__(self) -> "Programme":
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.remove()

    def start(self) -> None:
        """Returns once every part answers; raises StartFailed with the end of the log."""
        self.var.mkdir(parents=True, exist_ok=True)
        (self.var / "state.json").unlink(missing_ok=True)
        self.child = spawn("the programme", self._command, log=self.log, cwd=ROOT)
        try:
            wait_for(self.child, lambda: bool(self.state.get("ready")), self.seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """In order; the data stay."""
        if self.child is not None:
            self.child.stop(patience=60)

    def kill(self) -> None:
        """As a power cut would: SIGKILL to the supervisor alone."""
        assert self.child is not None
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.process.wait()
        self.child.ended()

    def remove(self) -> None:
        """The throw-away folder; one that was given stays."""
        if self._throw_away is not None:
            reset(self.var)
            forget(self._throw_away)

    @property
    def state(self) -> dict[str, Any]:
        return read_state(self.var)

    @property
    def url(self) -> str:
        return str(self.state["url"])

    @property
    def simulator_url(self) -> str:
        return str(self.state["simulator_url"])

    @property
    def settings(self) -> dict[str, str]:
        """What its parts were told, such as DATABASE_URL, for a test that looks inside."""
        return dict(self.state["settings"])

    def pids(self) -> dict[str, int]:
        """The process of each part that runs now."""
        return {name: pid for name, pid in self.state["pids"].items() if pid is not None}

    def worker_pids(self) -> list[int]:
        return [pid for name, pid in self.pids().items() if name.startswith("worker-")]

    def kill_worker(self, pid: int) -> None:
        """SIGKILL; the supervisor starts another."""
        with suppress(ProcessLookupError):  # it ended a moment ago
            os.kill(pid, signal.SIGKILL)

    def wait_for_workers(self, without: int, seconds: float = 30) -> list[int]:
        """The workers' processes once all run again and `without` is none of them."""
        names = [name for name in self.state["pids"] if name.startswith("worker-")]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            pids = self.worker_pids()
            if len(pids) == len(names) and without not in pids:
                return pids
            time.sleep(0.02)
        raise TimeoutError(f"the workers did not come back within {seconds:.0f} s")
