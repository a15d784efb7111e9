"""What makes somebody a lead is the kit's to say."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.catalogue.rules import Leads, from_json, to_json
from tcma.leads import actions
from tcma.leads.models import Lead
from tcma.leads.rules import makes_lead, points
from tcma.tracking.actions import class_hits, keep_hits
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import Did, ResponseKind, TouchKind
from tests.leads.test_leads import respond
from tests.tracking.world import KIT, NOW, Sent, World


def kit(world: World, leads: Leads) -> None:
    world.version.content = to_json(replace(KIT, leads=leads))
    world.session.flush()


def click(world: World, sent: Sent, *minutes: int) -> None:
    for number in minutes:
        keep_hits(world.session, [world.raw(sent, ago=60 * number)])
    class_hits(world.session)


def test_what_a_kit_says_of_leads_is_kept_and_one_that_says_nothing_stays_as_it_was() -> None:
    said = replace(KIT, leads=Leads(("form",), 30, 2))
    assert from_json(to_json(said)) == said
    assert "leads" not in to_json(KIT)


@pytest.mark.parametrize(
    ("kind", "leads", "made"),
    [
        (ResponseKind.FORM, None, True),
        (ResponseKind.REGISTRATION, Leads(("form",)), False),
        (ResponseKind.TALK, Leads(("talk",)), True),
        (ResponseKind.REPLY, Leads(()), True),
        (ResponseKind.ANSWERED, Leads(()), True),
        (ResponseKind.SCORE, Leads(()), True),
    ],
)
def test_a_response_is_a_lead_if_the_kit_takes_it_for_one(kind: ResponseKind, leads: Leads | None, made: bool) -> None:
    assert makes_lead(kind, leads) is made


def test_a_form_that_the_kit_does_not_take_for_a_lead_is_none(world: World, session: Session) -> None:
    kit(world, Leads(("registration",)))
    assert actions.take_response(session, response_id=respond(world, world.contact()).id, now=NOW) is None
    assert session.scalars(select(Lead)).all() == []


def test_points_are_for_clicks_visits_files_and_registrations() -> None:
    who, mail = uuid4(), uuid4()

    def did(kind: TouchKind, minutes: int) -> Did:
        return Did(uuid4(), NOW + timedelta(minutes=minutes), kind, who, mail, None)

    done = [did(TouchKind.CLICK, 0), did(TouchKind.CLICK, 5), did(TouchKind.CLICK, 90), did(TouchKind.DOWNLOAD, 91),
            did(TouchKind.REGISTRATION, 500), did(TouchKind.ATTENDANCE, 9_000)]  # fmt: skip
    assert points(Leads((), 1, click=1, visit=10, download=100, registration=1_000), done) == 3 + 20 + 100 + 1_000


def test_who_reaches_the_score_is_a_lead_once_without_earning_anything(world: World, session: Session) -> None:
    kit(world, Leads((), score=6, click=1, visit=2))
    contact, other = world.contact(), world.contact("omar@alnoor.example")
    mail = world.mail(contact)
    click(world, mail, 50)
    click(world, world.mail(other), 50)
    assert actions.score(session, launch_id=world.launch_id, now=NOW) == 0
    click(world, mail, 40, 30, 2)  # two visits, four clicks
    for made in (1, 0):
        assert actions.score(session, launch_id=world.launch_id, now=NOW) == made
    response = session.scalars(select(Response)).one()
    assert (response.kind, response.contact_id) == (ResponseKind.SCORE, contact.id)
    assert session.get_one(Touch, response.touch_id).counts is False
    lead = actions.take_response(session, response_id=response.id, now=NOW)
    assert lead is not None
    assert lead.contact_id == contact.id


def test_without_a_score_nobody_is_a_lead_by_clicks(world: World, session: Session) -> None:
    click(world, world.mail(world.contact()), 3, 2)
    assert actions.score(session, launch_id=world.launch_id, now=NOW) == 0
