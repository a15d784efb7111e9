"""Child processes that never outlive their parent.

Three nets: `Child.stop`, for every orderly end; leash.py, with which the Linux kernel ends a child whose parent was
killed; guard.py, which does the same on every Unix, and kills what does not listen. Children are spawned from the
main thread: to the kernel, the parent that dies is a thread.
"""

import atexit
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from tcma.trial.servers import guard, leash

_children: dict[int, int] = {}
_guard: dict[int, subprocess.Popen[bytes]] = {}


class StartFailed(Exception):
    """A server did not come up. The text says why, with the end of its log."""


class Child:
    """One running program, the leader of its own session and process group."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], farewell: signal.Signals, log: Path | None) -> None:
        self.name, self.process, self.farewell, self.log = name, process, farewell, log

    @property
    def pid(self) -> int:
        return self.process.pid

    def ended(self) -> int | None:
        """The exit status, or None while it runs."""
        status = self.process.poll()
        if status is not None:
            self._forget()
        return status

    def stop(self, patience: float = guard.PATIENCE) -> None:
        """Ask it to stop, wait, then kill what is left of its group. Safe to call twice."""
        if self.pid not in _children:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.farewell)
            with suppress(subprocess.TimeoutExpired):  # then it is killed, below
                self.process.wait(patience)
        with suppress(ProcessLookupError, PermissionError):  # gone, or its number is another's by now
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
        self._forget()

    def failure(self, what: str) -> StartFailed:
        tail = self.log.read_text(errors="replace").splitlines()[-15:] if self.log and self.log.exists() else []
        return StartFailed("\n    ".join([f"{self.name} {what}.", *tail]))

    def _forget(self) -> None:
        if _children.pop(self.pid, None) is not None:
            _tell(f"- {self.pid}\n")


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    keep: Sequence[int] = (),
    user: int | None = None,
) -> Child:
    """Start `command`; its output is appended to `log`, or dropped. `keep` are descriptors it inherits."""
    leashed = [leash.__file__, str(os.getpid()), str(int(farewell)), "-" if user is None else str(user)]
    tied = [sys.executable, "-I", "-S", *leashed, *map(str, command)]
    output: IO[bytes] | int = log.open("ab") if log else subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            tied,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
            pass_fds=keep,
        )
    finally:
        if not isinstance(output, int):
            output.close()
    _children[process.pid] = int(farewell)
    _tell(f"+ {process.pid} {int(farewell)}\n")
    return Child(name, process, farewell, log)


def _tell(line: str) -> None:
    """Write a line to this process's guard; a new guard is told about everyone."""
    running = _guard.get(os.getpid())
    if running is None or running.poll() is not None:
        _guard.clear()
        running = _guard[os.getpid()] = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        atexit.register(_dismiss, running)
        line = "".join(f"+ {pid} {farewell}\n" for pid, farewell in _children.items())
    assert running.stdin is not None
    with suppress(BrokenPipeError):  # it was killed a moment ago: the next line starts another
        running.stdin.write(line.encode())
        running.stdin.flush()


def _dismiss(running: subprocess.Popen[bytes]) -> None:
    """At an orderly end the guard goes too; what is still on its list goes before it."""
    with suppress(BrokenPipeError, subprocess.TimeoutExpired):  # it is gone, or goes by itself once we are
        running.communicate(timeout=guard.PATIENCE + 1)


def wait_for(child: Child, ready: Callable[[], bool], seconds: float) -> None:
    """Return once `ready()` is true; raise StartFailed if the child ends first or takes too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        if child.ended() is not None:
            raise child.failure("ended while it was starting")
        if time.monotonic() > deadline:
            raise child.failure(f"did not answer within {seconds:.0f} seconds")
        time.sleep(0.02)
