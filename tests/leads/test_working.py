"""What a partner's people do with a lead."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ContactMerge
from tcma.base.errors import Invalid, NotFound
from tcma.delivery.models import Message, Step
from tcma.leads import actions, jobs, queries
from tcma.leads.actions import vendor
from tcma.leads.models import Lead, LeadTask
from tests import cast
from tests.leads.channel import Channel
from tests.leads.test_leads import lead_from, respond
from tests.tracking.world import NOW, World


@pytest.fixture
def lead(world: World) -> Lead:
    return lead_from(world, world.contact())


def own(world: World, lead: Lead) -> dict[str, Any]:
    return {"partner_id": world.partner_id, "lead_id": lead.id, "actor": cast.actor(world.bob), "now": NOW}


def assign(world: World, lead: Lead, person_id: UUID | None) -> None:
    actions.assign(world.session, person_id=person_id, public_url="https://t.example", **own(world, lead))


def test_a_next_step_has_a_day_and_is_late_after_it(world: World, session: Session, lead: Lead) -> None:
    actions.note(session, text="Send the offer", on=NOW.date(), **own(world, lead))
    assert (lead.note, lead.next_on) == ("Send the offer", NOW.date())

    def late(days: int) -> list[Any]:
        now = NOW + timedelta(days=days)
        return [one.lead for one in queries.calls(session, world.partner_id, show=queries.OVERDUE, now=now)]

    assert (late(0), late(1)) == ([], [lead])


def test_a_lead_is_a_colleagues_or_nobodys(world: World, session: Session, lead: Lead) -> None:
    def shown(show: str, person: UUID | None = None) -> list[Any]:
        return [one.lead for one in queries.calls(session, world.partner_id, show=show, person_id=person)]

    assert (shown(queries.UNASSIGNED), shown(queries.MINE, world.bob.id)) == ([lead], [])
    assign(world, lead, world.bob.id)
    assert (shown(queries.UNASSIGNED), shown(queries.MINE, world.bob.id)) == ([], [lead])
    assert shown(queries.MINE, world.alice.id) == []
    (call,) = queries.calls(session, world.partner_id)
    assert call.colleague == "Bob Sample"
    assign(world, lead, None)
    assert [one.detail for one in queries.happenings(session, world.partner_id, lead.id)] == ["Bob Sample", ""]


def test_a_colleague_who_is_given_a_lead_is_told_by_mail_and_who_takes_one_is_not(
    world: World, session: Session, lead: Lead
) -> None:
    assign(world, lead, world.bob.id)
    assert session.scalars(select(Step).where(Step.origin == "lead-assigned")).all() == []
    for _ in range(2):  # the second time nothing changes
        assign(world, lead, world.alice.id)
    (step,) = session.scalars(select(Step).where(Step.origin == "lead-assigned"))
    (message,) = session.scalars(select(Message).where(Message.step_id == step.id))
    assert message.email == world.alice.email


def test_nobody_of_another_firm_gets_a_lead_or_a_task(world: World, session: Session, lead: Lead) -> None:
    for stranger in (world.charlie.id, world.vera.id, lead.id):
        with pytest.raises(NotFound):
            assign(world, lead, stranger)
        with pytest.raises(NotFound):
            actions.add_task(session, text="x", on=None, person_id=stranger, **own(world, lead))
    assert session.scalars(select(LeadTask)).all() == []


def test_a_task_is_done_once_by_its_own_firm(world: World, session: Session, lead: Lead) -> None:
    task = actions.add_task(session, text="Send the paper", on=date(2026, 5, 14), person_id=None, **own(world, lead))
    assert queries.open_tasks(session, world.partner_id, world.bob.id) == []
    assign(world, lead, world.bob.id)
    (shown,) = queries.open_tasks(session, world.partner_id, world.bob.id)  # whose the lead is, theirs is the task
    assert (shown.task, shown.about) == (task, "Sara Sample")
    charlie = cast.actor(world.charlie)
    with pytest.raises(NotFound):
        actions.finish_task(session, partner_id=charlie.partner, task_id=task.id, actor=charlie, now=NOW)
    for _ in range(2):
        actions.finish_task(session, partner_id=world.partner_id, task_id=task.id, actor=cast.actor(world.bob), now=NOW)
    assert queries.tasks_of(session, world.partner_id, lead.id) == []
    kinds = [one.kind for one in queries.happenings(session, world.partner_id, lead.id)]
    assert kinds == ["assigned", "did"]


def test_a_note_says_something(world: World, session: Session, lead: Lead) -> None:
    actions.remark(session, text="Prefers  mornings", **own(world, lead))
    assert queries.happenings(session, world.partner_id, lead.id)[-1].detail == "Prefers mornings"
    with pytest.raises(Invalid):
        actions.remark(session, text=" ", **own(world, lead))
    with pytest.raises(Invalid):
        actions.add_task(session, text="", on=None, person_id=None, **own(world, lead))


def test_two_leads_of_one_person_become_one_with_everything_of_both(world: World, session: Session, lead: Lead) -> None:
    other_contact = world.contact("s.sample@alnoor.example")
    response = respond(world, other_contact, key="form:2", now=NOW + timedelta(hours=1))
    other = actions.take_response(session, response_id=response.id, now=NOW)
    assert other is not None
    actions.add_task(session, text="Call", on=None, person_id=None, **own(world, other))
    assign(world, other, world.bob.id)
    assert queries.others_like(session, lead) == [(other.id, "Sara Sample (s.sample@alnoor.example)")]
    kept_id, dropped = lead.id, other_contact.id
    with pytest.raises(NotFound):
        actions.join_leads(session, actor=cast.actor(world.charlie), kept_id=lead.id, dropped_id=other.id, now=NOW)
    actions.join_leads(session, actor=cast.actor(world.bob), kept_id=lead.id, dropped_id=other.id, now=NOW)
    merge = session.scalars(select(ContactMerge)).one()
    session.commit()
    jobs.follow_merge(str(merge.id))
    session.expire_all()
    (left,) = session.scalars(select(Lead))
    assert (left.id, left.assigned_to, left.last_response_id) == (kept_id, world.bob.id, response.id)
    assert [one.task.text for one in queries.tasks_of(session, world.partner_id, left.id)] == ["Call"]
    assert session.get(Contact, dropped) is not None  # until everything else has followed


def test_a_lead_of_the_vendor_joins_the_one_its_person_has(world: World, session: Session, lead: Lead) -> None:
    channel = Channel(session)
    asked = channel.bring("Al Noor", email="sara@alnoor.example")
    given = vendor.give(session, vendor_lead_id=asked.id, partner_id=world.partner_id, reason="", actor=channel.vera,
                        now=NOW)  # fmt: skip
    assert given is lead
    assert lead.vendor_lead_id == asked.id
    assert lead.first_response_id is not None
