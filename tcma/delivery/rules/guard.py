"""The guard of the others: a partner whose people bounce or complain too often is held before Amazon holds everyone.

Amazon looks at an account from 5 % bounces and 0.1 % complaints on, and pauses it at 10 % and 0.5 %.
"""

import enum
from dataclasses import dataclass

WINDOW = 1_000
"""The last mails that are looked at."""
ENOUGH = 200
"""With fewer sent, a share says nothing."""
GUARDED = "guarded"
"""Why a step is held: by this guard. Mails that one person asked for go on."""


class Trouble(enum.StrEnum):
    """What there is too much of."""

    BOUNCES = "bounces"
    COMPLAINTS = "complaints"


@dataclass(frozen=True)
class Limit:
    """A share in thousandths, and how many there must be at least: one complaint in 400 pauses nobody."""

    per_mille: int
    least: int

    def reached(self, number: int, sent: int) -> bool:
        return number >= self.least and number * 1_000 >= self.per_mille * sent


WARN = {Trouble.BOUNCES: Limit(20, 1), Trouble.COMPLAINTS: Limit(1, 1)}
HOLD = {Trouble.BOUNCES: Limit(40, 20), Trouble.COMPLAINTS: Limit(3, 3)}


@dataclass(frozen=True)
class Figures:
    """Of the last mails that Amazon took from a partner: how many bounced for good, how many readers complained."""

    sent: int = 0
    bounced: int = 0
    complained: int = 0

    def of(self, trouble: Trouble) -> int:
        return self.bounced if trouble is Trouble.BOUNCES else self.complained

    def share(self, trouble: Trouble) -> float:
        """Of those sent, 0 to 1."""
        return self.of(trouble) / self.sent if self.sent else 0.0

    @property
    def warned(self) -> list[Trouble]:
        """What is near to too much."""
        return self._past(WARN)

    @property
    def held(self) -> list[Trouble]:
        """What is too much."""
        return self._past(HOLD)

    def _past(self, limits: dict[Trouble, Limit]) -> list[Trouble]:
        if self.sent < ENOUGH:
            return []
        return [trouble for trouble, limit in limits.items() if limit.reached(self.of(trouble), self.sent)]
