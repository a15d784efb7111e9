"""What goes away, or jumps, while workers send: Valkey's memory, connections, PostgreSQL itself, the time, the beat."""

import random
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from alembic import command
from redis import Redis
from rq import Queue
from sqlalchemy import text
from sqlalchemy.orm import sessionmaker

from tcma.base.beat import Beat, Timer
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery import jobs as delivery
from tcma.delivery.actions.claim import due_steps
from tcma.trial.servers import Postgres, postgres
from tcma.trial.time import set_offset
from tcma.wiring import engine_of
from tests.delivery.chaos.conftest import CLAIM, MakeStepOf
from tests.delivery.chaos.crew import Crew, ends_of
from tests.delivery.chaos.figures import CHAOS, FIGURES
from tests.delivery.chaos.ground import Ground
from tests.tables import alembic

WORKERS = 8 if CHAOS else 3
CLAIMS = 40 if CHAOS else 4  # of each worker
TIMES = 40 if CHAOS else 6  # that something happens at most
SECONDS = 20.0 if CHAOS else 3.0  # then whoever waits for the leases of others leaves off
Happens = Callable[[], object]


def emptied() -> None:
    """FLUSHALL: queue, pace and lease are gone."""
    use(Redis).flushall()


def cut_off() -> None:
    """Every worker loses its connections."""
    ended = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'worker'")
    with transaction() as session:
        FIGURES.cuts += session.scalar(ended) or 0


def jumped() -> None:
    """The programme's clock is days ahead, or behind."""
    with transaction() as session:
        set_offset(session, timedelta(days=random.uniform(-30, 30)))


@pytest.mark.parametrize("happens", [emptied, cut_off, jumped])
def test_whatever_happens_while_workers_send_nothing_is_sent_twice_or_lost(
    hands: Crew, ground: Ground, make_step_of: MakeStepOf, settings: Settings, happens: Happens
) -> None:
    named = f"{settings.database_url}&application_name=worker"
    _amid(hands, ground, make_step_of, "work", happens, database_url=named)


def test_two_that_beat_at_once_have_nothing_sent_twice(
    hands: Crew, ground: Ground, make_step_of: MakeStepOf
) -> None:
    """As after a lease that was lost: both put the same jobs on the queue, and RQ's workers take them all."""
    timers = (Timer(0.01, delivery.deliver, lambda session: map(str, due_steps(session))), Timer(0.01, delivery.reap))
    beats = [Beat(use(Redis), use(Queue), Event(), timers) for _ in range(2)]
    moments = iter(range(1, 10_000))
    queued = [0, 0]

    def both_beat() -> None:
        moment = next(moments)
        for number, beat in enumerate(beats):
            for job_id in use(Queue).get_job_ids():  # the other's jobs are in the hands of workers
                use(Queue).remove(job_id)
            queued[number] += beat.turn(float(moment))

    _amid(hands, ground, make_step_of, "serve", both_beat)
    assert min(queued) >= 2


def _amid(
    hands: Crew, ground: Ground, make_step_of: MakeStepOf, play: str, happens: Happens, **changes: Any
) -> None:
    """Workers share two steps while it happens again and again, in their midst, and their leases run out."""
    steps = [make_step_of(WORKERS * CLAIMS * CLAIM // 2) for _ in range(2)]
    crew = [hands.start(play, tuple(steps), SECONDS, **changes) for _ in range(WORKERS)]
    amid = [0]

    def meanwhile() -> None:
        if amid[0] < TIMES and ground.open(steps):
            happens()
            ground.move_on(steps[:1])
            amid[0] += ground.open(steps)

    ends_of(crew, meanwhile)
    assert amid[0] >= 2, "it happened while they sent"
    ground.settle(steps)
    ground.look(steps)


if CHAOS:

    @pytest.fixture
    def own_server(tmp_path: Path, ground: Ground) -> Iterator[Postgres]:
        """A PostgreSQL that forgets nothing, for this process too."""
        with postgres(tmp_path / "pg") as server:
            engine = engine_of(use(Settings).model_copy(update={"database_url": server.url}))
            with engine.connect() as connection:
                config = alembic()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            use(sessionmaker).configure(bind=engine)
            yield server
            engine.dispose()

    @pytest.fixture
    def make_step_of_own(own_server: Postgres, request: pytest.FixtureRequest) -> MakeStepOf:
        made: MakeStepOf = request.getfixturevalue("make_step_of")
        return made

    @pytest.mark.parametrize("farewell", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
    def test_postgresql_restarted_amid_a_send(
        nursery: Crew, ground: Ground, own_server: Postgres, make_step_of_own: MakeStepOf, farewell: signal.Signals
    ) -> None:
        def restarted() -> None:
            assert own_server.child is not None
            own_server.child.farewell = farewell
            own_server.stop()
            own_server.start()

        _amid(nursery, ground, make_step_of_own, "work", restarted, database_url=own_server.url)
