"""A response belongs to its partner, and so does the lead."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound
from tcma.base.facts import Fact
from tcma.leads import actions, jobs, queries
from tcma.leads.actions import LEAD_CREATED
from tcma.leads.models import Lead, LeadEvent
from tcma.leads.rules import LeadState, NotPossible, after_response, move
from tcma.tracking.actions import class_hits, keep_hits, record_response
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import ResponseKind
from tests import cast
from tests.tracking.world import NOW, World


def respond(world: World, contact: Contact, **changes: Any) -> Response:
    values: dict[str, Any] = {
        "partner_id": contact.partner_id,
        "contact_id": contact.id,
        "kind": ResponseKind.FORM,
        "asset_id": world.assets["readiness"].id,
        "launch_id": world.launch_id,
        "language": "en",
        "answers": {"message": "Call me"},
        "key": "form:1",
        "now": NOW,
    }
    return record_response(world.session, **{**values, **changes})


def lead_from(world: World, contact: Contact) -> Lead:
    lead = actions.take_response(world.session, response_id=respond(world, contact).id, now=NOW)
    assert lead is not None
    return lead


def click(world: World, contact: Contact) -> None:
    keep_hits(world.session, [world.raw(world.mail(contact))])
    class_hits(world.session)


def facts(session: Session) -> int:
    return session.scalar(select(func.count(Fact.id)).where(Fact.name == LEAD_CREATED)) or 0


def test_a_response_becomes_a_lead_of_its_owner(world: World, session: Session) -> None:
    contact = world.contact()
    response = respond(world, contact)
    session.commit()

    jobs.take_response(str(response.id))

    session.expire_all()
    (lead,) = session.scalars(select(Lead))
    assert (lead.partner_id, lead.contact_id, lead.state) == (world.partner_id, contact.id, LeadState.ACCEPTED)
    assert (lead.first_response_id, lead.asset_id) == (response.id, world.assets["readiness"].id)
    assert lead.launch_id == world.launch_id
    assert facts(session) == 1


def test_the_reaction_may_run_twice(world: World, session: Session) -> None:
    response = respond(world, world.contact())
    for _ in range(2):
        actions.take_response(session, response_id=response.id, now=NOW)
    assert session.scalar(select(func.count(Lead.id))) == 1
    assert session.scalar(select(func.count(LeadEvent.id))) == 1
    assert facts(session) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_later_responses_of_the_person_join_the_lead_in_any_order(
    world: World, session: Session, order: tuple[int, ...]
) -> None:
    contact = world.contact()
    responses = [respond(world, contact, key=f"form:{n}", now=NOW + timedelta(days=n)) for n in range(3)]
    for n in order:
        actions.take_response(session, response_id=responses[n].id, now=NOW + timedelta(days=9))
    (lead,) = session.scalars(select(Lead))
    assert (lead.first_response_id, lead.last_response_id) == (responses[0].id, responses[2].id)
    assert session.scalar(select(func.count(LeadEvent.id))) == 3
    assert facts(session) == 1


def test_two_reactions_at_once_make_one_lead(database: Engine, session: Session) -> None:
    world = World(session)
    contact = world.contact()
    ids = [respond(world, contact, key=f"form:{n}").id for n in range(6)]
    session.commit()

    def take(response_id: UUID) -> None:
        with transaction() as own:
            actions.take_response(own, response_id=response_id, now=NOW)

    threads = [Thread(target=take, args=[one]) for one in ids]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert session.scalar(select(func.count(Lead.id))) == 1
    assert session.scalar(select(func.count(LeadEvent.id))) == 6
    assert facts(session) == 1


def test_the_same_person_may_be_a_lead_of_two_partners(world: World, session: Session) -> None:
    ours, theirs = world.contact(), world.contact(partner_id=world.charlie.partner_id)
    for number, contact in enumerate((ours, theirs)):
        actions.take_response(session, response_id=respond(world, contact, key=f"form:{number}").id, now=NOW)
    assert {lead.partner_id for lead in session.scalars(select(Lead))} == {world.partner_id, world.charlie.partner_id}


def test_own_people_trying_out_the_page_are_no_leads(world: World, session: Session) -> None:
    response = respond(world, world.contact("alice@kestrel.example"))
    assert actions.take_response(session, response_id=response.id, now=NOW) is None
    assert session.scalar(select(func.count(Lead.id))) == 0


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (LeadState.ACCEPTED, LeadState.WORKING, True),
        (LeadState.ACCEPTED, LeadState.CONVERTED, True),
        (LeadState.WORKING, LeadState.CONVERTED, True),
        (LeadState.WORKING, LeadState.DISQUALIFIED, True),
        (LeadState.WORKING, LeadState.ACCEPTED, False),
        (LeadState.DISQUALIFIED, LeadState.ACCEPTED, True),
        (LeadState.DISQUALIFIED, LeadState.CONVERTED, False),
        (LeadState.CONVERTED, LeadState.RECYCLED, True),
        (LeadState.CONVERTED, LeadState.DISQUALIFIED, False),
        (LeadState.CONVERTED, LeadState.CONVERTED, True),
        (LeadState.RECYCLED, LeadState.CONVERTED, True),
    ],
)
def test_what_follows_from_what(before: LeadState, after: LeadState, allowed: bool) -> None:
    if allowed:
        assert move(before, after) is after
    else:
        with pytest.raises(NotPossible):
            move(before, after)


def test_who_asks_again_is_to_be_called_again() -> None:
    assert after_response(LeadState.DISQUALIFIED) is LeadState.ACCEPTED
    assert after_response(LeadState.RECYCLED) is LeadState.ACCEPTED
    assert after_response(LeadState.WORKING) is LeadState.WORKING
    assert after_response(LeadState.CONVERTED) is LeadState.CONVERTED


def test_a_closed_lead_opens_when_the_person_answers_again(world: World, session: Session) -> None:
    contact = world.contact()
    lead = lead_from(world, contact)
    alice = cast.actor(world.alice)
    own: dict[str, Any] = {"partner_id": world.partner_id, "lead_id": lead.id, "actor": alice, "now": NOW}
    actions.set_state(session, state=LeadState.DISQUALIFIED, **own)
    again = respond(world, contact, key="form:2", now=NOW + timedelta(days=3))
    actions.take_response(session, response_id=again.id, now=NOW + timedelta(days=3))
    assert lead.state is LeadState.ACCEPTED
    assert [one.kind for one in queries.happenings(session, world.partner_id, lead.id)] == ["disqualified", "accepted"]


def test_the_history_keeps_every_step_with_who_took_it(world: World, session: Session) -> None:
    lead = lead_from(world, world.contact())
    bob = cast.actor(world.bob)
    own: dict[str, Any] = {"partner_id": world.partner_id, "lead_id": lead.id, "actor": bob, "now": NOW}
    actions.note(session, text="Call  on Tuesday", **own)
    actions.note(session, text="Call on Tuesday", **own)
    actions.note(session, text="Send the offer", **own)
    actions.set_state(session, state=LeadState.WORKING, **own)
    told = queries.happenings(session, world.partner_id, lead.id)
    assert [(one.kind, one.detail, one.person) for one in told] == [
        ("noted", "Call on Tuesday", "Bob Sample"),
        ("noted", "Send the offer", "Bob Sample"),
        ("working", "", "Bob Sample"),
    ]
    assert lead.note == "Send the offer"


def test_a_note_has_its_length(world: World, session: Session) -> None:
    lead = lead_from(world, world.contact())
    with pytest.raises(Invalid):
        actions.note(
            session, partner_id=world.partner_id, lead_id=lead.id, text="x" * 501, actor=cast.actor(world.bob), now=NOW
        )


def test_another_partner_finds_nothing(world: World, session: Session) -> None:
    lead = lead_from(world, world.contact())
    charlie = cast.actor(world.charlie)
    verbs: list[Callable[[], object]] = [
        lambda: queries.lead(session, charlie.partner, lead.id),
        lambda: actions.note(session, partner_id=charlie.partner, lead_id=lead.id, text="x", actor=charlie, now=NOW),
        lambda: actions.set_state(
            session, partner_id=charlie.partner, lead_id=lead.id, state=LeadState.WORKING, actor=charlie, now=NOW
        ),
        lambda: actions.answered(session, partner_id=charlie.partner, contact_id=lead.contact_id, now=NOW),
    ]
    for verb in verbs:
        with pytest.raises(NotFound):
            verb()
    assert queries.calls(session, charlie.partner) == []
    assert queries.counts(session, charlie.partner).total == 0


def test_the_call_list_has_raised_hands_before_clicks_and_nobody_twice(world: World, session: Session) -> None:
    clicked, raised = world.contact("omar@alnoor.example"), world.contact()
    click(world, clicked)
    click(world, raised)
    lead = lead_from(world, raised)
    found = queries.calls(session, world.partner_id)
    assert [(one.contact.id, one.did, one.clicks) for one in found] == [
        (raised.id, "form", 1),
        (clicked.id, "click", 1),
    ]
    assert found[0].lead is lead
    own: dict[str, Any] = {
        "partner_id": world.partner_id,
        "lead_id": lead.id,
        "actor": cast.actor(world.bob),
        "now": NOW,
    }
    actions.set_state(session, state=LeadState.DISQUALIFIED, **own)
    assert [one.contact.id for one in queries.calls(session, world.partner_id)] == [clicked.id]


def test_who_clicked_and_wants_to_talk_is_a_lead_without_credit(world: World, session: Session) -> None:
    contact = world.contact()
    click(world, contact)
    first = actions.answered(session, partner_id=world.partner_id, contact_id=contact.id, now=NOW)
    assert actions.answered(session, partner_id=world.partner_id, contact_id=contact.id, now=NOW).id == first.id
    response = session.get_one(Response, first.first_response_id)
    assert response.kind is ResponseKind.ANSWERED
    assert session.get_one(Touch, response.touch_id).counts is False


def test_counts_are_by_state_and_by_partner(world: World, session: Session) -> None:
    lead_from(world, world.contact())
    assert queries.counts(session, world.partner_id).open == 1
    assert {key: one.total for key, one in queries.counts_by_partner(session).items()} == {world.partner_id: 1}


def test_the_mail_about_a_lead_goes_to_those_who_may_call(world: World, session: Session) -> None:
    lead = lead_from(world, world.contact())
    told = queries.alert(session, lead.id)
    assert [one.email for one in told.to] == ["alice@kestrel.example", "bob@kestrel.example"]
    assert (told.name, told.company, told.kind, told.asset) == (
        "Sara Sample",
        "Al Noor Clinics",
        "form",
        "Readiness page",
    )
    assert told.answers == {"message": "Call me"}
    assert told.path == f"/leads/{lead.id}"
