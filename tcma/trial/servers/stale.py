"""What a PostgreSQL that did not end in order leaves behind: a lock file, or itself."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tcma.trial.servers.guard import PATIENCE, alive


def clear_stale_lock(data: Path) -> None:
    """End a PostgreSQL that still runs on `data` without us, then remove the lock files of one that is gone.

    The caller holds the lock of the folder above, so nobody else is using these data on purpose. The number in
    postmaster.pid alone proves nothing: after a restart of the machine it may be anybody's, and PostgreSQL would
    refuse to start.
    """
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    lines = lock.read_text().splitlines()
    server = int(lines[0]) if lines and lines[0].isdigit() else 0
    for number in (signal.SIGINT, signal.SIGKILL):
        deadline = time.monotonic() + PATIENCE
        if _uses(server, data):
            with suppress(ProcessLookupError):  # it ended a moment ago
                os.kill(server, number)
        while _users(server, data) and time.monotonic() < deadline:
            time.sleep(0.05)
    lock.unlink(missing_ok=True)
    if len(lines) > 4 and lines[4]:
        socket = Path(lines[4]) / f".s.PGSQL.{lines[3]}"
        socket.unlink(missing_ok=True)
        socket.with_name(socket.name + ".lock").unlink(missing_ok=True)


def _users(server: int, data: Path) -> bool:
    """Whether the server or one of its processes, which may live a moment longer, is still there."""
    if not Path("/proc/self").exists():
        return _uses(server, data)
    return any(_works_in(int(entry.name), data) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _uses(pid: int, data: Path) -> bool:
    """Whether `pid` is alive and a postgres on `data`."""
    if pid <= 0 or not alive(pid):
        return False
    if Path("/proc/self").exists():
        return _works_in(pid, data)
    found = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return f"-D {data}" in found.stdout


def _works_in(pid: int, data: Path) -> bool:
    """Each process of a PostgreSQL has its data as its working directory."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve() and alive(pid)
    except OSError:
        return False
