"""Append-only files. A write is one `write` call, so a killed process leaves at most one torn last line.

Nothing is fsynced: this is a trial's mail, and speed counts more than a power cut.
"""

import json
import os
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

CHUNK = 1 << 20


def dump(value: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


def _write(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


class Blobs:
    """Bytes found again by (offset, length)."""

    def __init__(self, path: Path) -> None:
        self._fd = _open(path)
        self._end = os.lseek(self._fd, 0, os.SEEK_END)
        self._lock = Lock()

    def append(self, blobs: Sequence[bytes]) -> list[tuple[int, int]]:
        """Where each of `blobs` now lies."""
        with self._lock:
            places = []
            for blob in blobs:
                places.append((self._end, len(blob)))
                self._end += len(blob)
            _write(self._fd, b"".join(blobs))
            return places

    def read(self, offset: int, length: int) -> bytes:
        return os.pread(self._fd, length, offset)

    def close(self) -> None:
        os.close(self._fd)


class Lines:
    """JSON objects numbered from 0; only their offsets are kept in memory."""

    def __init__(self, path: Path) -> None:
        self._fd = _open(path)
        self._lock = Lock()
        self._ends = array("Q", [0])
        self._scan()

    def _scan(self) -> None:
        position = 0
        while chunk := os.pread(self._fd, CHUNK, position):
            start = 0
            while (found := chunk.find(b"\n", start)) >= 0:
                start = found + 1
                self._ends.append(position + start)
            position += len(chunk)
        if position != self._ends[-1]:
            os.ftruncate(self._fd, self._ends[-1])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def append(self, values: Sequence[Any]) -> int:
        """The number of the first of `values`."""
        lines = [dump(value) + b"\n" for value in values]
        with self._lock:
            first = len(self)
            _write(self._fd, b"".join(lines))
            for line in lines:
                self._ends.append(self._ends[-1] + len(line))
            return first

    def __getitem__(self, number: int) -> dict[str, Any]:
        if not 0 <= number < len(self):
            raise IndexError(number)
        start, end = self._ends[number], self._ends[number + 1]
        found: dict[str, Any] = json.loads(os.pread(self._fd, end - start, start))
        return found

    def since(self, number: int, most: int) -> Iterator[dict[str, Any]]:
        """At most `most` objects from `number` on."""
        for each in range(max(0, number), min(len(self), number + most)):
            yield self[each]

    def close(self) -> None:
        os.close(self._fd)
