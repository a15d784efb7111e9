"""How a hostile file is written down: its bytes, and what must happen to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tcma.base.errors import Refusal


@dataclass(frozen=True)
class File:
    """A file, and either the refusal it gets or what became of its rows, in order: an address or a code."""

    name: str
    body: bytes | Callable[[], bytes]
    rows: tuple[str, ...] = ()
    refused: type[Refusal] | None = None
    says: dict[int, dict[str, Any]] = field(default_factory=dict)
    encoding: str = ""
    lines: tuple[int, ...] = ()
    hidden: tuple[str, ...] = ()

    def made(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else self.body()
