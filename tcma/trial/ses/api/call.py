"""One request to an operation, as its handler sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tcma.trial.ses.log import Entry
from tcma.trial.ses.office import Office


@dataclass(frozen=True, slots=True)
class Call:
    """`body` fits the operation's input shape already; `path` and `query` are what the address gave."""

    office: Office
    body: Mapping[str, Any]
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    entry: Entry
    size: int  # bytes of the body

    def one(self, name: str) -> str | None:
        """A query parameter's only value."""
        values = self.query.get(name)
        return values[0] if values else None


Handler = Callable[[Call], dict[str, Any]]
