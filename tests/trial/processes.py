"""Which processes belong to a test: by a mark in their environment, or by the folder they work in.

PostgreSQL writes the names of its processes over their environment, but all of them work in its data folder.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from tcma.trial.servers import children


def living(mark: str, folder: Path) -> list[str]:
    """Command lines of the living processes that bear `mark` or work below `folder`, but for this one and its guard."""
    own = {os.getpid(), *(guard.pid for guard in children._guard.values())}
    if sys.platform != "linux":
        listed = subprocess.run(["ps", "-axwwE", "-o", "pid=,command="], capture_output=True, text=True, check=True)
        lines = [line for line in listed.stdout.splitlines() if mark in line or str(folder) in line]
        return [line for line in lines if int(line.split()[0]) not in own]
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) in own:
            continue
        try:
            works_there = (entry / "cwd").readlink().is_relative_to(folder)
            if works_there or mark.encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # it ended while we looked
            continue
    return found


def none_left(mark: str, folder: Path, seconds: float) -> list[str]:
    """The empty list as soon as none is left; else, when the time is up, those that are."""
    deadline = time.monotonic() + seconds
    while (left := living(mark, folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left
