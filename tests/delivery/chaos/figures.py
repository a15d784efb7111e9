"""What the tests of this folder did and found, in all; `make chaos` prints it."""

import os
from dataclasses import dataclass, field

from tests.delivery.chaos.lines import Line

CHAOS = bool(os.environ.get("TCMA_CHAOS"))  # `make chaos`: every line, and as often as it takes


@dataclass
class Figures:
    """Counted over all tests of a run."""

    kills: int = 0
    frozen: int = 0
    cuts: int = 0
    lines: set[Line] = field(default_factory=set)  # at which a worker was killed
    known: set[Line] = field(default_factory=set)  # of the send path, as traced
    taken: int = 0
    twice: int = 0
    lost: int = 0
    unconfirmed: int = 0
    healed: int = 0

    def told(self) -> str:
        return "\n".join((
            f"workers killed        {self.kills}, at {len(self.lines)} of {len(self.known)} lines of the send path",
            f"workers frozen        {self.frozen}",
            f"connections cut       {self.cuts}",
            f"mails accepted by SES {self.taken}",
            f"sent twice            {self.twice}",
            f"lost silently         {self.lost}",
            f"unconfirmed           {self.unconfirmed}",
            f"of these healed       {self.healed}",
            *(f"nobody killed at      {line}" for line in sorted(self.known - self.lines) if CHAOS),
        ))


FIGURES = Figures()
