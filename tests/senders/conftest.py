"""Alice and Charlie, and the product's own adapters before the simulator, whose new domains wait for their records."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tcma.adapters.dns import SimulatedRecords
from tcma.base.roles import Actor
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.senders import actions
from tcma.senders.models import Sender
from tcma.senders.ports import Records
from tcma.trial.ses.running import RunningSimulator, running_simulator
from tests import cast


@pytest.fixture
def ses(wired: sessionmaker[Session], settings: Settings, tmp_path: Path) -> Iterator[RunningSimulator]:
    """SES and a DNS in which only what somebody enters stands."""
    url = str(settings.ses_endpoint_url)
    provide(Records, SimulatedRecords(url))
    port = int(url.rpartition(":")[2])
    with running_simulator(tmp_path / "ses", port=port, new_identities_verified=False) as simulator:
        yield simulator


@pytest.fixture
def alice(session: Session) -> Actor:
    found = cast.actor(cast.alice(session))
    session.commit()
    return found


@pytest.fixture
def charlie(session: Session) -> Actor:
    found = cast.actor(cast.charlie(session))
    session.commit()
    return found


def brought(session: Session, actor: Actor, domain: str = "kestrel.example", local: str = "hello") -> Sender:
    found = actions.bring_domain(session, actor=actor, domain=domain, local=local, now=cast.MORNING)
    session.commit()
    return found


def of_id(session: Session, sender_id: UUID) -> Sender:
    session.expire_all()
    return session.get_one(Sender, sender_id)
