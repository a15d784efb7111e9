"""Somebody is reminded before the time is over and once it is, and no more."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.delivery.models import Message, Step
from tcma.leads import actions, queries
from tcma.leads.models import Lead
from tcma.leads.rules import LeadState
from tests import cast
from tests.leads.test_leads import lead_from, respond
from tests.tracking.world import NOW, World

DAY = timedelta(days=1)  # NOW is a Tuesday, Kestrel is in Berlin, its tier has two days
URL = "https://x.example"


def mails(session: Session) -> list[str]:
    """To whom reminders went, in the order they were written."""
    sent = select(Message.email).join(Step, Step.id == Message.step_id).where(Step.origin == "lead-reminder")
    return list(session.scalars(sent.order_by(Step.due_at, Message.email)))


def sweep(session: Session, now: datetime) -> None:
    """As the beat would, twice."""
    for _ in range(2):
        for lead_id in queries.due_reminders(session, now):
            actions.remind(session, lead_id, public_url=URL, now=now)
            actions.remind(session, lead_id, public_url=URL, now=now)


@pytest.fixture
def lead(world: World) -> Lead:
    return lead_from(world, world.contact())


def own(world: World, lead: Lead, now: datetime = NOW) -> dict[str, Any]:
    return {"partner_id": world.partner_id, "lead_id": lead.id, "actor": cast.actor(world.bob), "now": now}


def test_everyone_is_reminded_at_three_quarters_and_at_the_end(world: World, session: Session, lead: Lead) -> None:
    assert (lead.due_at, lead.remind_at) == (NOW + 2 * DAY, NOW + 1.5 * DAY)
    sweep(session, NOW + 1.5 * DAY - timedelta(seconds=1))
    assert mails(session) == []
    sweep(session, NOW + 1.5 * DAY)
    assert mails(session) == ["alice@kestrel.example", "bob@kestrel.example"]
    sweep(session, NOW + 2 * DAY)
    assert mails(session) == ["alice@kestrel.example", "bob@kestrel.example"] * 2
    sweep(session, NOW + 30 * DAY)
    assert len(mails(session)) == 4
    assert lead.remind_at is None


def test_who_has_the_lead_is_reminded_alone_and_the_admins_hear_of_it_when_it_is_late(
    world: World, session: Session, lead: Lead
) -> None:
    actions.assign(session, person_id=world.bob.id, public_url="https://t.example", **own(world, lead))
    sweep(session, NOW + 1.5 * DAY)
    assert mails(session) == ["bob@kestrel.example"]
    sweep(session, NOW + 2 * DAY)
    assert mails(session) == ["bob@kestrel.example", "alice@kestrel.example", "bob@kestrel.example"]


def test_a_sweep_that_comes_late_says_it_once(world: World, session: Session, lead: Lead) -> None:
    sweep(session, NOW + 9 * DAY)
    assert mails(session) == ["alice@kestrel.example", "bob@kestrel.example"]


@pytest.mark.parametrize("state", [LeadState.WORKING, LeadState.DISQUALIFIED, LeadState.CONVERTED])
def test_a_lead_that_was_called_or_closed_is_nobodys_reminder(
    world: World, session: Session, lead: Lead, state: LeadState
) -> None:
    actions.set_state(session, state=state, **own(world, lead, NOW + DAY))
    assert (lead.contacted_at, lead.remind_at) == (NOW + DAY, None)
    sweep(session, NOW + 9 * DAY)
    assert mails(session) == []


def test_a_higher_tier_is_to_call_sooner(world: World, session: Session) -> None:
    world.partner.tier = "gold"
    lead = lead_from(world, world.contact())
    assert lead.due_at == NOW + DAY


def test_a_weekend_does_not_count(world: World, session: Session) -> None:
    friday = NOW + 3 * DAY
    response = respond(world, world.contact("omar@alnoor.example"), key="friday", now=friday)
    lead = actions.take_response(session, response_id=response.id, now=friday)
    assert lead is not None
    assert lead.due_at == friday + 4 * DAY  # Tuesday


def test_the_vendor_sees_how_many_are_late_and_of_whom(world: World, session: Session, lead: Lead) -> None:
    assert list(queries.overdue(session, NOW + DAY)) == []
    (late,) = queries.overdue(session, NOW + 2 * DAY)
    assert (late.partner, late.late, late.open) == ("Kestrel Systems", 1, 1)
    actions.set_state(session, state=LeadState.WORKING, **own(world, lead))
    assert list(queries.overdue(session, NOW + 2 * DAY)) == []
