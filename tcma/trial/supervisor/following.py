"""What a part writes to its log, said to whoever waits for it."""

from collections.abc import Callable
from pathlib import Path


class Follower:
    """Says each new whole line; what stood in the log before is not said."""

    def __init__(self, log: Path, say: Callable[[str], None]) -> None:
        self._log, self._say = log, say
        self._at = log.stat().st_size if log.exists() else 0

    def look(self) -> None:
        if not self._log.exists():
            return
        with self._log.open("rb") as log:
            log.seek(self._at)
            whole, newline, _ = log.read().rpartition(b"\n")
        self._at += len(whole) + len(newline)
        for line in whole.splitlines():
            self._say(f"  {line.decode(errors='replace')}")
