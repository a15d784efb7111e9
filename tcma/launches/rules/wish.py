"""What a partner wants of a launch, as its page says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

SEGMENT = "segment:"
"""Before the id of a segment, where a list may stand."""


@dataclass(frozen=True)
class Whom:
    """The people of a list, or of a segment; of neither while nothing is chosen. A page's field says it as text."""

    list_id: UUID | None = None
    segment_id: UUID | None = None

    @classmethod
    def read(cls, text: str) -> Self:
        """What a field says. Raises ValueError."""
        if text.startswith(SEGMENT):
            return cls(segment_id=UUID(text.removeprefix(SEGMENT)))
        return cls(list_id=UUID(text) if text else None)

    def __str__(self) -> str:
        return str(self.list_id or "") if self.segment_id is None else f"{SEGMENT}{self.segment_id}"


@dataclass(frozen=True)
class Wish:
    """What a partner wants of a launch, as one page sends it. `words` are in `language`; None changes nothing."""

    language: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] | None = None
    list_id: UUID | None = None  # a list, or
    segment_id: UUID | None = None
    when: str = "best"
    at: datetime | None = None
    colour: str | None = None
    sender: str | None = None
    office: str | None = None  # the id of an office, '' for the main brand
