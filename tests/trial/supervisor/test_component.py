"""A part that dies is started again, later and later if it goes on dying."""

import time
from collections.abc import Iterator

import pytest

from tcma.trial.servers.children import Child, StartFailed, spawn
from tcma.trial.supervisor.component import LONGEST_DELAY, Component


@pytest.fixture
def sleeper() -> Iterator[Component]:
    component = Component("sleeper", lambda: spawn("sleeper", ["sleep", "99"]))
    component.start()
    yield component
    component.stop()


def look_until_said(component: Component) -> str:
    deadline = time.monotonic() + 5
    while (said := component.look()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return said


def test_a_death_is_said_and_followed_by_a_start(sleeper: Component) -> None:
    first = sleeper.child
    assert sleeper.look() is None
    assert first is not None
    first.process.kill()
    assert look_until_said(sleeper) == "sleeper ended (signal 9); next start in 0.25 s"
    assert look_until_said(sleeper) == f"sleeper is started again (process {sleeper.pid})"
    assert sleeper.pid not in (None, first.pid)


def test_the_wait_doubles_up_to_half_a_minute(sleeper: Component) -> None:
    waits = [sleeper.wait_after_death() for _ in range(10)]
    assert waits[:4] == [0.25, 0.5, 1, 2]
    assert waits[-1] == LONGEST_DELAY


def test_a_part_that_can_not_be_started_again_is_tried_again() -> None:
    def fail() -> Child:
        raise StartFailed("postgres did not answer.")

    component = Component("postgres", fail)
    assert look_until_said(component) == "postgres did not answer.\n  next try of postgres in 0.25 s"
