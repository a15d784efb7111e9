"""What became of a record, as it is told: on a page, to a program, on the command line."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tcma.base.words import gettext

OUTCOMES = ("new", "updated", "unchanged", "waiting", "conflict", "ignored", "refused")
MOST_KEPT = 500
"""Lines of one reading that are kept; those in which nothing happened are not."""


@dataclass(frozen=True)
class Line:
    """`outcome` is one of OUTCOMES. `changes`: (what, before, after). `reason` is a marked message with its values."""

    kind: str
    external_id: str
    name: str
    outcome: str
    changes: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def why(self) -> str:
        """In the reader's language."""
        return gettext(self.reason, **self.values) if self.reason else ""

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kind": self.kind, "id": self.external_id, "name": self.name, "outcome": self.outcome,
            "changes": [{"what": what, "before": before, "after": after} for what, before, after in self.changes],
            "reason": self.why(),
        }  # fmt: skip

    def kept(self) -> dict[str, Any]:
        """For the database: the words unprinted, so that each reader has them in their language."""
        values = {name: str(value) for name, value in self.values.items()}
        return {
            **self.told(), "changes": [list(one) for one in self.changes], "reason": self.reason, "values": values
        }


def of_kept(kept: Mapping[str, Any]) -> Line:
    """The reverse of `kept`."""
    changes = tuple((what, before, after) for what, before, after in kept["changes"])
    return Line(
        kept["kind"], kept["id"], kept["name"], kept["outcome"], changes, kept["reason"], kept.get("values", {})
    )


def tally(lines: Iterable[Line]) -> dict[str, int]:
    """How many of each outcome; all are named."""
    found = Counter(one.outcome for one in lines)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def worth_keeping(lines: Iterable[Line], kept: int = 0) -> list[dict[str, Any]]:
    """What is kept of a reading beside its counts."""
    said = [one.kept() for one in lines if one.outcome != "unchanged"]
    return said[: max(0, MOST_KEPT - kept)]
