"""Facts: written with the change, rung after the commit, and swept up when nobody heard."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from tcma.base import facts
from tcma.base.db import new_id, transaction
from tcma.base.facts import Fact
from tcma.base.tools import provide, use
from tcma.reactions import REACTIONS, react

THING_DONE = "thing done"
heard: list[str] = []


def reaction(subject_id: str) -> None:
    heard.append(subject_id)


def failing(subject_id: str) -> None:
    raise RuntimeError("not this time")


@pytest.fixture(autouse=True)
def reactions(database: Engine) -> Iterator[list[Callable[[str], None]]]:
    """What follows from the fact of these tests."""
    heard.clear()
    jobs: list[Callable[[str], None]] = [reaction]
    REACTIONS[THING_DONE] = jobs
    yield jobs
    del REACTIONS[THING_DONE]


def happen() -> UUID:
    subject_id = new_id()
    with transaction() as session:
        facts.record(session, THING_DONE, subject_id)
        assert len(use(Queue)) == 0, "not before the commit"
    return subject_id


def age(minutes: float) -> None:
    with transaction() as session:
        session.execute(update(Fact).values(at=func.clock_timestamp() - timedelta(minutes=minutes)))


def unheard(session: Session) -> list[UUID]:
    return facts.undelivered(session)


def sweep() -> None:
    with transaction() as session:
        waiting = facts.undelivered(session)
    for fact_id in waiting:
        react(str(fact_id))


def test_a_bell_rings_after_the_commit_and_the_reaction_runs_once(work: Callable[[], None]) -> None:
    subject_id = happen()
    assert len(use(Queue)) == 1
    work()
    assert heard == [str(subject_id)]
    age(1)
    sweep()
    assert heard == [str(subject_id)]


def test_no_bell_rings_for_what_was_undone() -> None:
    def undone() -> None:
        with transaction() as session:
            facts.record(session, THING_DONE, new_id())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert len(use(Queue)) == 0
    with transaction() as session:
        facts.record(session, "something else", new_id())
    assert len(use(Queue)) == 1, "and what was undone does not ring with the next"


def test_a_bell_that_can_not_be_rung_hurts_nobody_and_the_sweep_delivers(
    wired: sessionmaker[Session], database: Engine
) -> None:
    away = Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.1)
    provide(Queue, Queue(connection=away, serializer="json"))
    subject_id = happen_unheard()
    assert heard == []
    age(1)
    sweep()
    assert heard == [str(subject_id)]


def happen_unheard() -> UUID:
    subject_id = new_id()
    with transaction() as session:
        facts.record(session, THING_DONE, subject_id)
    return subject_id


def test_a_bell_lost_with_the_queue_is_rung_again_by_the_sweep(work: Callable[[], None]) -> None:
    subject_id = happen()
    use(Redis).flushall()
    work()
    assert heard == []
    with transaction() as session:
        assert unheard(session) == [], "not yet: it may still be on its way"
    age(1)
    sweep()
    assert heard == [str(subject_id)]


def test_a_fact_is_heard_only_when_all_its_reactions_have_run(reactions: list[Callable[[str], None]]) -> None:
    """A worker that dies between two of them, or one that fails: the sweep brings the fact again."""
    subject_id = happen()
    reactions.insert(0, failing)
    with transaction() as session:
        fact_id = session.scalars(select(Fact.id)).one()
    with pytest.raises(ExceptionGroup, match="thing done"):
        react(str(fact_id))
    assert heard == [str(subject_id)], "the others had their turn"
    age(1)
    with transaction() as session:
        assert unheard(session) == [fact_id]
    reactions.remove(failing)
    sweep()
    with transaction() as session:
        assert unheard(session) == []


def test_many_that_fail_again_and_again_do_not_stand_before_the_others() -> None:
    with transaction() as session:
        for _ in range(20):
            facts.record(session, THING_DONE, new_id())
    age(60)
    seen: set[UUID] = set()
    for _ in range(60):
        with transaction() as session:
            seen |= set(facts.undelivered(session, limit=5))
    assert len(seen) == 20
