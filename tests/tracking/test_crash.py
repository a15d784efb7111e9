"""What was answered is counted, and once, wherever the job that ingests it dies."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.adapters.hits import STREAM, ValkeyHits
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.tracking import jobs
from tcma.tracking.actions import classing
from tcma.tracking.models import Hit, Touch
from tcma.tracking.ports import HitBuffer
from tests.tracking.world import World


class Died(BaseException):
    """As if the process were killed: nothing in the code catches it."""


def once(real: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """The function, which the first time dies before or after its work."""
    calls = []

    def dying(*given: Any, **named: Any) -> Any:
        calls.append(given)
        found = real(*given, **named) if after or len(calls) > 1 else None
        if len(calls) == 1:
            raise Died
        return found

    return dying


DEATHS = [
    (jobs, "keep_hits", False), (jobs, "keep_hits", True), (ValkeyHits, "read", True), (ValkeyHits, "done", False),
    (ValkeyHits, "done", True), (jobs, "class_hits", False), (jobs, "class_hits", True),
    (classing, "add_touches", False), (classing, "add_touches", True),
]  # fmt: skip


@pytest.mark.parametrize(("where", "name", "after"), DEATHS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_job_that_dies_is_done_by_the_next_one(
    world: World, buffer: ValkeyHits, session: Session, monkeypatch: pytest.MonkeyPatch, where: Any, name: str,
    after: bool,
) -> None:
    hits = [world.raw(world.mail(world.contact(f"p{n}@alnoor.example"))) for n in range(3)]
    session.commit()
    for hit in hits:
        buffer.append(hit)
    monkeypatch.setattr(where, name, once(getattr(where, name), after=after))
    with pytest.raises(Died):
        jobs.ingest()
    for _ in range(3):
        jobs.ingest()
    session.expire_all()
    assert set(session.scalars(select(Hit.id))) == {hit.id for hit in hits}
    assert session.scalar(select(func.count(Touch.id))) == 3
    assert buffer.read(10) == []


def test_several_at_once_and_some_that_die_store_each_hit_once(
    database: Engine, settings: Settings, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real connections and commits. Whoever dies has its batch taken up by the others."""
    world = World(session)
    sent = [world.mail(world.contact(f"p{n}@alnoor.example")) for n in range(40)]
    session.commit()
    hits = [world.raw(one) for one in sent]
    monkeypatch.setattr(jobs, "READ", 7)
    monkeypatch.setattr(ValkeyHits, "done", _every_other_dies(ValkeyHits.done))
    with Redis.from_url(settings.redis_url) as redis:
        buffer = ValkeyHits(redis)
        provide(HitBuffer, buffer)
        buffer.read(1)  # the group is there before they all ask for it
        for hit in hits:
            buffer.append(hit)
        for _ in range(8):
            crowd = [threading.Thread(target=_ingest) for _ in range(3)]
            for one in crowd:
                one.start()
            for one in crowd:
                one.join()
        assert redis.xlen(STREAM) == 0
    with transaction() as fresh:
        assert set(fresh.scalars(select(Hit.id))) == {hit.id for hit in hits}
        touched = fresh.execute(select(Touch.hit_id, Touch.message_id)).all()
    assert sorted(hit_id for hit_id, _ in touched if hit_id) == sorted(hit.id for hit in hits)


def _every_other_dies(real: Callable[..., None]) -> Callable[..., None]:
    calls: list[int] = []

    def done(self: ValkeyHits, entry_ids: Sequence[str]) -> None:
        calls.append(1)
        if len(calls) % 2:
            raise Died
        real(self, entry_ids)

    return done


def _ingest() -> None:
    try:
        jobs.ingest()
    except Died:
        return


def test_a_hit_is_in_the_stream_before_its_click_is_answered(
    world: World, buffer: ValkeyHits, settings: Settings
) -> None:
    """`append` returns when the server has said that it has it; a connection that was closed meanwhile is made anew."""
    first, second = (world.raw(world.mail(world.contact(f"p{n}@alnoor.example"))) for n in range(2))
    with Redis.from_url(settings.redis_url) as other:
        buffer.append(first)
        assert other.xlen(STREAM) == 1
        other.client_kill_filter(_type="normal", skipme=True)
        buffer.append(second)
        assert other.xlen(STREAM) == 2
