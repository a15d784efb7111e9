"""The arithmetic of the send rate: a bucket that fills at the account's rate, and halves after an error.

Pure: time comes in as seconds. `pace.lua` does the same inside Redis, and a test holds the two together.
"""

from dataclasses import dataclass

HALVED_FOR = 30.0  # seconds at half the rate after SES said too fast
CLIMB = 1 / 60  # of the full rate a second after that: from half to whole in another half minute
LEAST = 1 / 16  # of the rate, however often SES says so
ONE_ERROR = 1.0  # seconds within which several workers hear of the same hurry
CREDIT = 0.5  # seconds of the rate that an idle account saves up, and at least one mail


@dataclass
class Bucket:
    """Who takes pays first, so that in no time since the start more leaves than the rate allows, and the credit.

    `free` is the moment until which everything is paid for.
    """

    free: float | None = None
    factor: float = 1.0
    slowed: float | None = None

    def take(self, recipients: int, *, rate: float, now: float, longest: float) -> float | None:
        """Seconds to wait before these may leave; None, and nothing is taken, if that is more than `longest`."""
        rate = rate * self.share(now)
        earliest = now - max(CREDIT, 1 / rate)
        free = max(earliest if self.free is None else self.free, earliest) + recipients / rate
        wait = max(0.0, free - now)
        if wait > longest:
            return None
        self.free = free
        return wait

    def share(self, now: float) -> float:
        """Which part of the rate is used now: 1, unless SES lately said too fast."""
        if self.slowed is None:
            return 1.0
        return min(1.0, self.factor + max(0.0, now - self.slowed - HALVED_FOR) * CLIMB)

    def slow_down(self, now: float) -> None:
        """Half of what was used so far. What other workers hear of the same hurry changes nothing more."""
        if self.slowed is None or now - self.slowed >= ONE_ERROR:
            self.factor, self.slowed = max(LEAST, self.share(now) / 2), now
