"""What a click knows of the time while another asks for it."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event

import pytest

from tcma.tracking.views.ticking import Ticking

SKIPPED = timedelta(days=60)


class Slow(Ticking):
    """It was last told long ago, and days have been skipped since; the database takes its time to say so."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0.0
        self.asked, self.answers = Event(), Event()

    def _ask(self) -> None:
        self.asked.set()
        assert self.answers.wait(10)
        self._offset = SKIPPED


def offset(reading: tuple[datetime, datetime]) -> timedelta:
    product, database = reading
    return product - database


@pytest.mark.parametrize("jumps", [False, True])
def test_a_click_waits_for_the_one_that_asks_only_where_the_clock_jumps(jumps: bool) -> None:
    ticking = Slow()
    ticking.jumps = jumps
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ticking.read)
        assert ticking.asked.wait(10)
        second: Future[tuple[datetime, datetime]] = pool.submit(ticking.read)
        done, _ = wait([second], timeout=0.2 if jumps else 10)
        assert bool(done) != jumps
        ticking.answers.set()
    assert offset(first.result()) == SKIPPED
    assert offset(second.result()) == (SKIPPED if jumps else timedelta(0))
