"""The account's sending rate and day quota. Both count recipients, not messages."""

import time
from collections import deque
from collections.abc import Sequence
from threading import Lock

from tcma.trial.ses.errors import LIMIT_EXCEEDED, TOO_MANY, ApiError
from tcma.trial.ses.options import Options
from tcma.trial.ses.outcomes import simulated

DAY = 86_400
MINUTE = 60


class Quota:
    """As SES does, a call passes if anything is left of the rate, and runs into debt for the rest.

    Mail to the mailbox simulator counts against the rate, not against the day.
    """

    def __init__(self, options: Options) -> None:
        self.max_send_rate = options.max_send_rate
        self.max_24_hour_send = options.max_24_hour_send
        self.enforced = options.enforce_quota
        self._left = max(1.0, self.max_send_rate)
        self._at = time.monotonic()
        self._minutes: deque[tuple[int, int]] = deque()
        self._lock = Lock()

    def set(self, *, max_send_rate: float | None, max_24_hour_send: float | None, enforced: bool | None) -> None:
        with self._lock:
            self.max_send_rate = self.max_send_rate if max_send_rate is None else max_send_rate
            self.max_24_hour_send = self.max_24_hour_send if max_24_hour_send is None else max_24_hour_send
            self.enforced = self.enforced if enforced is None else enforced
            self._left = max(1.0, self.max_send_rate)

    def take(self, recipients: Sequence[str], now: float) -> None:
        """Counts these recipients at product time `now`, or refuses them all."""
        counted = sum(1 for address in recipients if simulated(address) is None)
        with self._lock:
            if self.enforced:
                self._check_day(counted, now)
                self._take_rate(len(recipients))
            minute = int(now // MINUTE)
            if self._minutes and self._minutes[-1][0] == minute:
                self._minutes[-1] = (minute, self._minutes[-1][1] + counted)
            else:
                self._minutes.append((minute, counted))

    def sent_last_24_hours(self, now: float) -> int:
        with self._lock:
            return self._sent(now)

    def restore(self, recipients: Sequence[str], at: float) -> None:
        """Counts a mail that an earlier run of the simulator took; newest first."""
        counted = sum(1 for address in recipients if simulated(address) is None)
        minute = int(at // MINUTE)
        with self._lock:
            if self._minutes and self._minutes[0][0] == minute:
                self._minutes[0] = (minute, self._minutes[0][1] + counted)
            else:
                self._minutes.appendleft((minute, counted))

    def _sent(self, now: float) -> int:
        while self._minutes and self._minutes[0][0] * MINUTE <= now - DAY:
            self._minutes.popleft()
        return sum(count for _, count in self._minutes)

    def _check_day(self, count: int, now: float) -> None:
        if 0 <= self.max_24_hour_send < self._sent(now) + count and count:
            raise ApiError(LIMIT_EXCEEDED, "Daily message quota exceeded.")

    def _take_rate(self, count: int) -> None:
        moment = time.monotonic()
        self._left = min(max(1.0, self.max_send_rate), self._left + (moment - self._at) * self.max_send_rate)
        self._at = moment
        if self._left < 1:
            raise ApiError(TOO_MANY, "Maximum sending rate exceeded.")
        self._left -= count
