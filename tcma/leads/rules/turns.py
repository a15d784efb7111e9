"""Taking turns by weight: who is offered the next lead of a rule.

Each who may take it earns its weight, the one with the most goes, and pays what all of them earned. As long as the
same firms take part, of every W leads (W: the sum of the weights) each gets exactly as many as its weight, spread out
and not in a row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Turn:
    """One who may take the next. `credit` is kept from turn to turn; `waits_since` is its last turn, None for never."""

    id: UUID
    weight: int
    credit: int = 0
    waits_since: datetime | None = None


def take_turn(turns: Iterable[Turn]) -> tuple[UUID, Mapping[UUID, int]]:
    """Whose turn it is, and the credits afterwards. A tie goes to who waits longest. ValueError without anybody."""
    here = list(turns)
    earned = {one.id: one.credit + one.weight for one in here}
    first = min(here, key=lambda one: (-earned[one.id], one.waits_since or _NEVER, one.id), default=None)
    if first is None:
        raise ValueError("nobody to take a turn")
    return first.id, {**earned, first.id: earned[first.id] - sum(one.weight for one in here)}
