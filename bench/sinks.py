"""Where a bench sends to: the sink that only counts, or the simulator that does what SES does."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen


@dataclass(frozen=True)
class Target:
    """`url` for SES_ENDPOINT_URL; `smtp` is 0 where there is none."""

    name: str
    url: str
    smtp: int = 0

    def counts(self) -> dict[str, dict[str, int]]:
        """What the sink has taken: {"requests": {operation: number}, "recipients": ...}."""
        with urlopen(f"{self.url}/_sink", timeout=10) as answer:
            found: dict[str, dict[str, int]] = json.load(answer)
            return found


@contextmanager
def _process(*arguments: str) -> Iterator[str]:
    """A program of ours, and the line by which it says where it is. Ended by its pid."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd(), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def sink(*options: str) -> Iterator[Target]:
    with _process("tcma.trial.ses.sink", *options) as said:
        ports: dict[str, Any] = json.loads(said)
        yield Target("sink", f"http://127.0.0.1:{ports['http']}", ports["smtp"])


@contextmanager
def simulator() -> Iterator[Target]:
    with (
        tempfile.TemporaryDirectory(prefix="tcma-bench-") as data,
        _process("tcma.trial.ses", "--data", data, "--rate", "1000000") as said,
    ):
        yield Target("simulator", said.split()[-1].rstrip("/"))
