"""A host with several offices and brands: which one an event wears, and everything that follows it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import OptIn
from tcma.base import clock
from tcma.base.errors import NotFound
from tcma.branding.actions import close_office
from tcma.branding.models import Office
from tcma.composing.models import Composition
from tcma.delivery.models import MessageAttachment, Step
from tcma.events import actions
from tcma.events.models import Event, EventMail
from tcma.events.queries import places
from tcma.events.queries.events import brand_in
from tests.branding.south import south
from tests.deals.pages import words
from tests.events.test_views import filled, page_of, path, soon, started
from tests.events.world import NOW, World


@pytest.fixture
def office(world: World) -> Office:
    return south(world.session, world.partner.id)


def test_mails_page_calendar_and_ticket_of_an_event_wear_the_brand_of_its_office(
    client: FlaskClient, world: World, session: Session, office: Office
) -> None:
    now = clock.now(session)
    event = world.published(now=now, starts_at=now + timedelta(days=30), office=str(office.id))
    sara = world.registers(event, now=now)
    steps = session.scalars(select(Step).join(EventMail, EventMail.step_id == Step.id)).all()
    assert steps
    assert [step.sender for step in steps if "Kestrel South" not in step.sender] == []
    mails = session.scalars(select(Composition).where(Composition.version_id == event.version_id)).all()
    assert [one for one in mails if "Kestrel South, Platz 1, Munich" not in one.text] == []
    assert {one.office_id for one in mails} == {office.id}  # answers go to its person
    page = client.get(page_of(world, event)).text
    assert "Kestrel South" in page
    assert "#B45309" in page.upper()
    entry = session.scalars(select(MessageAttachment.data)).one().decode().replace("\r\n ", "").replace('"', "")
    assert "ORGANIZER" in entry
    assert "mailto:bea@south.example" in entry
    assert "Bea Sample" in client.get(path(places.ticket(sara.id))).text


def test_the_form_offers_the_brands_of_the_partner_and_remembers_the_last_one(
    alice: FlaskClient, session: Session, world: World, office: Office
) -> None:
    place = "/events/new/zero-trust-lunch"
    assert "Munich" in alice.get(place).text
    alice.post(place, data=started(at=soon(world), office=str(office.id), do="draft"))
    event = session.scalars(select(Event)).one()
    assert event.office_id == office.id
    page = alice.get(f"/events/{event.id}")
    assert "Kestrel South" in words(page)
    assert f'value="{office.id}" selected' in alice.get(place).text
    other = started(at=soon(world), office="")
    assert "Saved." in alice.post(f"/events/{event.id}/move", data=other, follow_redirects=True).text
    session.expire_all()
    assert event.office_id is None


def test_once_its_page_is_open_an_event_keeps_its_brand(world: World, session: Session, office: Office) -> None:
    event = world.published(office=str(office.id))
    later = world.plan(office="", place="Another Hall")
    assert actions.move(session, event, plan=later, now=NOW)
    close_office(session, partner_id=world.partner.id, office_id=office.id, now=NOW)
    assert (event.place, brand_in(session, event).name) == ("Another Hall", "Kestrel South")
    with pytest.raises(NotFound):
        world.draft(office=str(office.id))


def test_another_partners_office_is_not_to_be_had(world: World, office: Office) -> None:
    with pytest.raises(NotFound):
        world.draft(actor=world.charlie, office=str(office.id))


def test_files_of_an_event_are_in_its_brand(alice: FlaskClient, world: World, session: Session, office: Office) -> None:
    now = clock.now(session)
    event = world.published(now=now, starts_at=now + timedelta(days=30), office=str(office.id))
    slug = "zero-trust-lunch"
    assert "Kestrel South" in words(alice.get("/files"))  # said beside the event, whichever brand is chosen
    own = alice.get(f"/files/{slug}/picture/square.png?event={event.id}")
    event.office_id = None
    session.flush()
    assert own.status_code == 200
    assert own.data != alice.get(f"/files/{slug}/picture/square.png?event={event.id}").data


def test_a_guest_who_ticks_the_box_is_asked_in_the_name_of_the_events_brand(
    client: FlaskClient, world: World, session: Session, office: Office
) -> None:
    now = clock.now(session)
    event = world.published(now=now, starts_at=now + timedelta(days=30), office=str(office.id))
    assert client.post(page_of(world, event), data=filled(event, marketing="yes")).status_code == 303
    assert session.scalars(select(OptIn.office_id)).one() == office.id
