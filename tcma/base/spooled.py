"""Rows that are kept until they are read, however many: a few in memory, many in a file."""

import json
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from typing import Any

IN_MEMORY = 1 << 20  # bytes


class Spooled:
    """JSON values in order. Their file has no name, and goes with the last who holds them."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115 - closed below
        weakref.finalize(self, self._file.close)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def extend(self, rows: Iterable[Any]) -> None:
        """Put these at the end."""
        self._file.seek(0, 2)
        for row in rows:
            self._file.write(json.dumps(row) + "\n")
            self._count += 1

    def __iter__(self) -> Iterator[Any]:
        """Each, from the first on; read them to the end before adding more."""
        self._file.seek(0)
        yield from map(json.loads, self._file)
