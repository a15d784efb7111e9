"""A partner with people, an approved mail, and a mailer that keeps what it is handed."""

from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer, LocalPace
from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.base.tools import provide
from tcma.composing.models import Composition
from tcma.composing.rules import Mail
from tcma.delivery import actions
from tcma.delivery.actions import Recipient
from tcma.delivery.ports import Mailer, Pace
from tcma.delivery.rules import Policy
from tcma.partners.models import Partner
from tests.delivery.interleaving import Stage
from tests.delivery.topic import Signer

MakeStep = Callable[..., UUID]


@pytest.fixture(scope="module")
def sns() -> Signer:
    """Whoever signs for the topic that is believed."""
    return Signer()


@pytest.fixture(scope="module")
def forger() -> Signer:
    """Somebody with a key of their own."""
    return Signer()


@pytest.fixture
def mailer(wired: object) -> LocalMailer:
    twin = LocalMailer()
    provide(Mailer, twin)
    provide(Pace, LocalPace())
    provide(Event, Event())
    return twin


def a_partner(session: Session, now: datetime, slug: str = "brightwave") -> Partner:
    found = Partner(slug=slug, name=slug.title(), country="AE", region="Middle East", language="en", timezone="UTC",
                    joined_at=now)
    session.add(found)
    session.flush()
    return found


def a_composition(session: Session, partner_id: UUID, now: datetime, subject: str = "Hello") -> Composition:
    mail = Mail(subject, "", f"<p>{subject}</p>", subject, "en")
    found = Composition(partner_id=partner_id, language="en", subject=mail.subject, html=mail.html, text=mail.text,
                        fields=[], content_hash=mail.content_hash, created_at=now)
    session.add(found)
    session.flush()
    return found


def person(number: int, skip: str = "") -> Recipient:
    email = f"person{number}@example.com"
    return Recipient(key=email, email=email, addr_key=email, language="en", values={}, skip=skip)


@pytest.fixture
def make_step(mailer: LocalMailer) -> MakeStep:
    """A planned step with so many people; returns its id. Everything is committed."""

    def make(
        people: int = 3, *, policy: Policy = Policy.AT_MOST_ONCE, skipped: int = 0,
        sender: str = "Partner <p@northgate.example>",
    ) -> UUID:  # fmt: skip
        with transaction() as session:
            now = clock.now(session)
            partner = a_partner(session, now, slug=f"p{str(new_id())[-8:]}")
            composition = a_composition(session, partner.id, now)
            step = actions.schedule(
                session, partner_id=partner.id, origin="launch", origin_id=new_id(), policy=policy,
                sender=sender, contents={"en": composition}, due_at=now,
            )
            recipients = [person(n) for n in range(people)] + [person(900 + n, "unsubscribed") for n in range(skipped)]
            actions.plan(session, step=step, recipients=recipients, now=now)
            actions.finish_planning(session, step=step, now=now)
            return step.id

    return make


@pytest.fixture
def stage(database: Engine, make_step: MakeStep) -> Iterator[Stage]:
    """Real connections, and players on them."""
    with Stage(database).open() as stage:
        yield stage
