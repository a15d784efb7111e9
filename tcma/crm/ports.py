"""What this slice needs of the outside: somebody who reads a CRM."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tcma.crm.rules.records import Kind


class Later(Exception):
    """Not now: no answer, or too many requests; in words for the page. `seconds`: not before."""

    def __init__(self, words: str, seconds: float = 60) -> None:
        super().__init__(words)
        self.seconds = seconds


class Never(Exception):
    """Not like this: refused credentials, an unknown field, an answer that is none; in words for the page."""


@dataclass(frozen=True)
class Ask:
    """Records of one kind, changed `since` (None: all), in the order of their change; with these fields.

    `after` is the change and the id of the last one that was had: what comes next is wanted.
    """

    kind: Kind
    fields: tuple[str, ...]
    since: datetime | None = None
    after: tuple[datetime, str] | None = None


class CrmReader(Protocol):
    """Reads. `source` names the system in the database and never changes."""

    source: str

    def pages(self, ask: Ask) -> Iterator[list[dict[str, Any]]]:
        """Records page by page, the deleted among them: each with Id, IsDeleted, SystemModstamp and what was asked for.

        Objects that a record refers to are objects in it. Raises Later and Never, at any page.
        """
