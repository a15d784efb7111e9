"""Three mails in three languages over simulated days, while SES fails as it can; one of two partners' readers complain.

Through the product's own jobs and reactions, in this process; SES is the simulator. `make chaos` tells it with 5,000
contacts.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalPace
from tcma.adapters.ses import SesMailer, ses_client
from tcma.audiences.models import Consent, Contact, ListMember
from tcma.base import clock
from tcma.base.access import Actor
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.branding.models import BrandKit
from tcma.delivery.actions import store_receipt
from tcma.delivery.jobs import apply_receipts
from tcma.delivery.models import GuardHold, Message, Step
from tcma.delivery.ports import Mailer, Pace
from tcma.launches.models import Launch
from tcma.partners.models import Partner
from tcma.reactions import TIMERS
from tcma.trial.ses import RunningSimulator
from tcma.trial.ses.events import event
from tcma.trial.time import set_offset
from tests.deals.pages import signed_in
from tests.delivery import promise
from tests.delivery.chaos.ground import Ground
from tests.delivery.promise import Wire
from tests.launches.world import NOW, World, build

CHAOS = bool(os.environ.get("TCMA_CHAOS"))
CALM, ANGRY, COMPLAINTS = (4_400, 600, 12) if CHAOS else (90, 330, 6)
LANGUAGES = ("en", "de", "ar")
HEARD = {"accepted": "Send", "delivered": "Delivery", "refused": "Bounce", "complained": "Complaint"}
TOLD_BY = ("tcma.launches.", "tcma.delivery.")
BEATS = [timer for timer in TIMERS if timer.due and timer.every <= 3 and timer.job.__module__.startswith(TOLD_BY)]


class Weeks:
    """The programme's days, and what SES tells on each."""

    def __init__(self, simulator: RunningSimulator, work: Callable[[], None]) -> None:
        self._ground, self._office, self._work = Ground(simulator), simulator.office, work
        self._told, self._chance = 0, Random(5)

    def day(self, number: int) -> None:
        """Ten in the morning: everything that is due happens, and what SES has to say arrives."""
        with transaction() as session:
            set_offset(session, clock.offset(session) + NOW + timedelta(days=number, hours=2) - clock.now(session))
        while self._beat():
            self._work()
            self._listen()

    def _beat(self) -> int:
        """One turn of every timer, after which nothing waits for its turn. How many jobs there were."""
        with transaction() as session:
            steps = session.scalars(select(Step.id)).all()
        self._ground.move_on(steps)
        jobs = 0
        for timer in BEATS:
            assert timer.due is not None
            with transaction() as session:
                arguments = list(timer.due(session))
            for argument in arguments:
                timer.job(*filter(None, [argument]))
            jobs += len(arguments)
        return jobs

    def _listen(self) -> None:
        """In any order, and every third of it twice."""
        mails = [self._office.mails[number] for number in range(self._told, len(self._office.mails))]
        self._told += len(mails)
        bodies = [event(mail, step, self._office.options) for mail in mails for step in mail.steps]
        bodies += bodies[::3]
        self._chance.shuffle(bodies)
        with transaction() as session:
            for body in bodies:
                store_receipt(session, sns_message_id=str(new_id()), body=body)
        apply_receipts()

    def says(self, step_id: UUID) -> dict[str, int]:
        """What SES has in its own log of the mails of a step."""
        mails = [self._office.mails[number] for number in range(len(self._office.mails))]
        heard = Counter(one.event for mail in mails if mail.tags["step"] == str(step_id) for one in mail.steps)
        return {said: heard[event] for said, event in HEARD.items()}


def crowd(world: World, people: int, complaining: int) -> None:
    """That many more, who want mails, in three languages; some of them will complain of the first."""
    emails = [f"reader{number}@{world.partner.slug}-customers.example" for number in range(people - complaining)]
    emails += [f"complaint+{number}@simulator.amazonses.com" for number in range(complaining)]
    contacts = [
        Contact(
            id=new_id(), partner_id=world.partner.id, email=email, addr_key=email, country="DE", first_name="Sam",
            last_name="Sample", language=LANGUAGES[number % 3], created_at=NOW, updated_at=NOW,
        )
        for number, email in enumerate(emails)
    ]  # fmt: skip
    world.session.add_all(contacts)
    world.session.flush()
    for one in contacts:
        world.session.add(ListMember(list_id=world.list_id, contact_id=one.id))
        world.session.add(Consent(contact_id=one.id, partner_id=one.partner_id, basis="express", source="import",
                                  given_at=NOW))  # fmt: skip
    world.session.flush()


def at_charlies(world: World) -> World:
    partner = world.session.get_one(Partner, world.charlie.partner_id)
    world.session.add(
        BrandKit(
            partner_id=partner.id, colour="#7C2D12", on_colour="#FFFFFF", ink="#7C2D12", contact_name="Charlie Sample",
            contact_email="charlie@alderfinch.example", postal_address="1 Sample Street, London", updated_at=NOW,
        )
    )  # fmt: skip
    found = replace(world, partner=partner, alice=world.charlie, people={})
    return replace(found, list_id=found.new_list("Clients", partner.id))


@pytest.fixture
def weeks(database: Engine, simulator: RunningSimulator, settings: Settings, work: Callable[[], None]) -> Weeks:
    provide(Pace, LocalPace())
    provide(Mailer, SesMailer(ses_client(settings), settings.ses_configuration_set))
    simulator.faults(random_calls=0.2, throttle=1, error_before=1, reset_after=1)
    return Weeks(simulator, work)


def test_one_partners_complaints_pause_that_partner_and_the_pages_say_what_ses_says(
    weeks: Weeks, session: Session, simulator: RunningSimulator, app: Flask
) -> None:
    world = build(session)
    calm, angry = world, at_charlies(world)
    crowd(calm, CALM, 0)
    crowd(angry, ANGRY, COMPLAINTS)
    session.commit()
    with transaction() as starting:
        set_offset(starting, NOW - clock.now(starting))
    launches: dict[str, tuple[World, Launch]] = {}
    for name, one in (("calm", calm), ("angry", angry)):
        launches[name] = one, one.scheduled(key=name)
    session.commit()
    for number in (0, 3, 4, 7, 8):
        weeks.day(number)

    holds = session.scalars(select(GuardHold)).all()
    assert [(hold.partner_id, hold.cause, hold.lifted_at) for hold in holds] == [
        (angry.partner.id, "complaints", None)
    ]
    wire = Wire.of(simulator)
    for name, mails in (("calm", 3), ("angry", 1)):
        one, launch = launches[name]
        steps = [step.id for step in one.steps(launch)]
        seen = promise.kept(session, wire, steps)
        said = shown(app, session, one.alice, launch.id)
        everyone = len(seen.states)
        assert said["to"] == everyone
        assert said["accepted"] == len(seen.taken) > everyone / 2
        assert said["unconfirmed"] == everyone - len(seen.taken) - said["waiting"] - left_out(session, steps)
        for number, step_id in enumerate(steps[:mails], 1):
            line = {key: said["counts"][f"{number}.{key}"] for key in HEARD}
            assert line == weeks.says(step_id)
        assert len({step for step, _ in seen.addressed}) == mails
        assert languages(session, steps) == set(LANGUAGES)
    assert {429, 500, None} <= {entry["status"] for entry in wire.requests}, "refused, failed and reset"


def shown(app: Flask, session: Session, actor: Actor, launch_id: UUID) -> dict[str, Any]:
    """The run as its page has it."""
    browser: FlaskClient = signed_in(app, session, actor)
    found: dict[str, Any] = browser.get(f"/runs/{launch_id}/progress").get_json()
    return found


def left_out(session: Session, steps: list[UUID]) -> int:
    return promise.counts(session, steps)["skipped"]


def languages(session: Session, steps: list[UUID]) -> set[str]:
    return set(session.scalars(select(Message.language).where(Message.step_id.in_(steps))))
