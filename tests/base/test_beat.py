"""The beat: one of many beats, what is due is asked of the database, and nothing that fails ends it."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from threading import Event

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.beat import Beat, Timer
from tcma.base.tools import use

pytestmark = pytest.mark.usefixtures("database")


def job(argument: str = "") -> None:
    """Nothing runs it here: the queue is looked at."""


def other(argument: str = "") -> None:
    """Another."""


def third(argument: str = "") -> None:
    """And one more."""


def due(*arguments: str) -> Callable[[Session], Iterable[str]]:
    return lambda session: arguments


@pytest.fixture
def stop() -> Iterator[Event]:
    event = Event()
    yield event
    event.set()


@pytest.fixture
def beat(wired: object, stop: Event) -> Callable[..., Beat]:
    return lambda *timers: Beat(use(Redis), use(Queue), stop, timers)


def test_what_is_due_is_put_on_the_queue_with_its_argument(beat: Callable[..., Beat]) -> None:
    assert beat(Timer(1, job, due("a", "b")), Timer(1, other)).turn(0) == 3
    queued = [(str(each.func_name).rpartition(".")[2], *each.args) for each in use(Queue).get_jobs()]
    assert queued == [("job", "a"), ("job", "b"), ("other",)]


def test_a_timer_waits_for_its_time(beat: Callable[..., Beat]) -> None:
    found = beat(Timer(5, job))
    assert [found.turn(moment) for moment in (0, 1, 4.9, 5)] == [1, 0, 0, 0], "it is still on the queue"
    use(Redis).flushdb()
    assert [found.turn(moment) for moment in (9.9, 10)] == [0, 1]


def test_what_waits_on_the_queue_already_is_not_put_there_again(beat: Callable[..., Beat]) -> None:
    found = beat(Timer(1, job, due("a", "b")))
    assert [found.turn(moment) for moment in range(30)] == [2, *[0] * 29]
    use(Queue).pop_job_id()
    assert found.turn(30) == 1


def test_an_emptied_redis_is_filled_again_from_the_database(beat: Callable[..., Beat]) -> None:
    found = beat(Timer(1, job, due("a")))
    assert found.turn(0) == 1
    use(Redis).flushall()
    assert found.turn(1) == 1
    assert len(use(Queue)) == 1


def test_one_of_two_leads_until_it_is_gone(beat: Callable[..., Beat]) -> None:
    one, two = beat(Timer(1, job)), beat(Timer(1, job))
    assert (one.leads(), two.leads(), one.leads()) == (True, False, True)
    assert 0 < use(Redis).ttl("tcma:beat") <= 5
    use(Redis).expire("tcma:beat", 0)
    assert (two.leads(), one.leads()) == (True, False)


def test_two_threads_beat_as_one(beat: Callable[..., Beat], stop: Event) -> None:
    turns: list[int] = []

    class Counted(Beat):
        def turn(self, moment: float) -> int:
            turns.append(id(self))
            return 0

    both = [Counted(use(Redis), use(Queue), stop, ()) for _ in range(2)]
    for each in both:
        each.start()
    deadline = time.monotonic() + 10
    while len(turns) < 5 and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    for each in both:
        each.join(5)
    assert len(turns) >= 5
    assert len(set(turns)) == 1


def broken(session: Session) -> Iterable[str]:
    raise KeyError("a bug")


def test_a_timer_that_fails_does_not_keep_the_others_from_their_turn(beat: Callable[..., Beat]) -> None:
    assert beat(Timer(1, job, broken), Timer(1, other)).turn(0) == 1


def test_a_beat_outlives_whatever_happens_in_a_turn(stop: Event, wired: object) -> None:
    survived = Event()

    class Failing(Beat):
        def leads(self) -> bool:
            if self._last.setdefault("calls", 0) > 1:
                survived.set()
            self._last["calls"] += 1
            raise RuntimeError("anything")

    thread = Failing(use(Redis), use(Queue), stop, ())
    thread.start()
    assert survived.wait(10)
    assert thread.is_alive()


def test_a_database_that_is_away_is_asked_again_later(beat: Callable[..., Beat], database: Engine) -> None:
    def away(session: Session) -> Iterable[str]:
        session.connection().exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return ["never"]

    found = beat(Timer(1, job, away), Timer(1, other))
    assert found.turn(0) == 1
    use(Redis).flushdb()
    assert found.turn(1) == 1


def test_all_that_look_at_once_see_one_moment_and_later_ones_another(beat: Callable[..., Beat]) -> None:
    seen: list[datetime] = []

    def looking(session: Session) -> Iterable[str]:
        seen.append(clock.now(session))
        return []

    found = beat(Timer(1, job, looking), Timer(1, other, looking))
    assert [found.turn(moment) for moment in (0, 1)] == [0, 0]
    assert seen[0] == seen[1] < seen[2] == seen[3]


def test_a_timer_that_fails_leaves_those_after_it_a_transaction_that_works(beat: Callable[..., Beat]) -> None:
    def wrong(session: Session) -> Iterable[str]:
        session.execute(text("SELECT 1 / 0"))
        return ["never"]

    def right(session: Session) -> Iterable[str]:
        return [str(session.scalar(text("SELECT 7")))]

    assert beat(Timer(1, job, right), Timer(1, other, wrong), Timer(1, third, right)).turn(0) == 2
    assert [tuple(each.args) for each in use(Queue).get_jobs()] == [("7",), ("7",)]
