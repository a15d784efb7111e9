"""The folder of a programme: whose it is, who uses it, and how it begins anew."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tcma.trial.servers import nobody

MARK = ".made-by-tcma"
DATA = ("ses", "storage", "log")
HALF_FILLED = "filling"
FILES = ("secret", "suppression", "ports.json", "state.json", "filled", HALF_FILLED)


class FolderRefused(Exception):
    """The folder can't be used; the text says why and what to do."""


@contextmanager
def claimed(var: Path) -> Iterator[None]:
    """Make the folder, mark it as ours, and hold its lock until the end of the block, or of this process."""
    var.mkdir(parents=True, exist_ok=True)
    if not (var / MARK).exists() and any(path.name != "lock" for path in var.iterdir()):
        raise FolderRefused(f"{var} holds files that the demo did not make. Name another folder, or move them away.")
    with (var / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            url = read_state(var).get("url")
            raise FolderRefused(f"A demo already runs in {var}" + (f": {url}" if url else ".")) from None
        (var / MARK).touch()
        yield


def reset(var: Path) -> None:
    """Delete what a programme keeps in its folder, and nothing else. The caller holds the lock."""
    nobody.forget(var / "postgres")
    nobody.forget(var / "valkey")
    for name in DATA:
        shutil.rmtree(var / name, ignore_errors=True)
    for name in FILES:
        (var / name).unlink(missing_ok=True)


def write_state(var: Path, state: dict[str, Any]) -> None:
    """In one step, and readable by nobody else: it names the keys."""
    new = var / f"state.json.{os.getpid()}"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(state, file, indent=1)
    new.rename(var / "state.json")


def read_state(var: Path) -> dict[str, Any]:
    """What the supervisor of this folder last wrote, or nothing."""
    return _read(var / "state.json")


def remembered_ports(var: Path) -> dict[str, Any]:
    return _read(var / "ports.json")


def remember_ports(var: Path, ports: dict[str, int]) -> None:
    (var / "ports.json").write_text(json.dumps(ports))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
