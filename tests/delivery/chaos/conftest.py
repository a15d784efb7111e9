"""A nursery for the whole run, and a ground for each test."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import Engine

from tcma.adapters.local import LocalPace
from tcma.adapters.ses import SesMailer, ses_client
from tcma.audiences.actions import suppress
from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide, use
from tcma.delivery import actions
from tcma.delivery.ports import Mailer, Pace
from tcma.delivery.rules import Attachment, Policy
from tcma.trial.ses import RunningSimulator
from tests.delivery.chaos.crew import Crew, crew
from tests.delivery.chaos.figures import CHAOS, FIGURES
from tests.delivery.chaos.ground import Ground
from tests.delivery.conftest import a_composition, a_partner, person

MakeStepOf = Callable[..., UUID]
PACE = 50_000.0  # recipients a second: nobody waits for their turn
SMALL = {"batch_size": 3, "batches_per_claim": 2, "send_concurrency": 2}
CLAIM = 6


def pytest_unconfigure(config: pytest.Config) -> None:
    if CHAOS:
        print(FIGURES.told())  # noqa: T201  # the last lines of `make chaos`


@pytest.fixture(scope="session")
def nursery(settings: Settings, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    log: Path = tmp_path_factory.mktemp("nursery") / "log"
    with crew(settings.model_copy(update=SMALL), log) as found:
        yield found


@pytest.fixture
def ground(database: Engine, simulator: RunningSimulator, settings: Settings) -> Ground:
    """This process delivers by the real mailer too."""
    provide(Pace, LocalPace())
    provide(Mailer, SesMailer(ses_client(settings), settings.ses_configuration_set))
    simulator.quota(max_send_rate=PACE)
    return Ground(simulator)


@pytest.fixture
def hands(nursery: Crew, ground: Ground, make_step_of: MakeStepOf) -> Crew:
    """Its nursery has delivered once, so that its workers begin with everything warm."""
    nursery.warm = nursery.recorded(make_step_of(6))
    use(Redis).flushdb()
    return nursery


@pytest.fixture
def make_step_of(ground: Ground) -> MakeStepOf:
    """A step to so many people, every third of whom has said no since, and to some more with a file of their own.

    To others each time: who gets too much in a week is left out.
    """
    numbers = count(1_000)
    with transaction() as session:
        now = clock.now(session)
        partner = a_partner(session, now)
        composition = a_composition(session, partner.id, now)

    def make(people: int, with_files: int = 0) -> UUID:
        everyone = [person(number) for number in islice(numbers, people)]
        more = [replace(person(number), attachments=[_file(number)]) for number in islice(numbers, with_files)]
        with transaction() as session:
            now = clock.now(session)
            step = actions.schedule(
                session, partner_id=partner.id, origin="launch", origin_id=new_id(), policy=Policy.AT_MOST_ONCE,
                sender="Partner <p@northgate.example>", contents={"en": composition}, due_at=now,
            )  # fmt: skip
            actions.plan(session, step=step, recipients=everyone + more, now=now)
            actions.finish_planning(session, step=step, now=now)
            for no in everyone[::3]:
                suppress(session, scope="partner", partner_id=partner.id, addr_key=no.addr_key,
                         reason="unsubscribed", now=now)  # fmt: skip
            return step.id

    return make


def _file(number: int) -> Attachment:
    return Attachment("invite.ics", "text/calendar; method=REQUEST; charset=utf-8", f"lunch {number}".encode())
