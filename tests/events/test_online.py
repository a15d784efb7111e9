"""An online event: its room is told to who has a seat, and to nobody else."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from tcma.composing.models import Link
from tcma.events import actions
from tcma.events.models import Event
from tcma.events.queries import places
from tcma.events.queries.preview import mail_preview
from tcma.events.rules import SeatState
from tests.events.world import NOW, World

ROOM = "https://meet.example.com/j/482?pwd={{7*7}}&x=1"
OTHER = "https://meet.example.com/j/900"


@pytest.fixture
def online(world: World) -> Event:
    return world.published(capacity=1, place="Online", address="", room=ROOM)


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_the_room_stands_on_the_pages_of_who_has_a_seat_alone(
    client: FlaskClient, world: World, online: Event
) -> None:
    sara, jonas = world.registers(online), world.registers(online, "Jonas")
    assert jonas.state is SeatState.WAITLISTED
    shown = {
        (name, kind): "meet.example.com" in client.get(path(address(one.id))).text
        for name, one in (("sara", sara), ("jonas", jonas))
        for kind, address in (("ticket", places.ticket), ("seat", places.seat))
    }
    assert {one for one, told in shown.items() if told} == {("sara", "ticket"), ("sara", "seat")}
    public = client.get(path(places.landing(world.partner.slug, online.id, "en")("")))
    assert (public.status_code, "meet.example.com" in public.text) == (200, False)


def test_a_calendar_leads_to_the_room(client: FlaskClient, world: World, online: Event) -> None:
    sara = world.registers(online)
    (entry,) = Calendar.from_ical(client.get(path(places.ticket(sara.id)) + "/calendar.ics").data).walk("VEVENT")
    assert (str(entry["LOCATION"]), str(entry["CONFERENCE"])) == (ROOM, ROOM)
    assert ROOM in str(entry["DESCRIPTION"])
    actions.give_back(world.session, sara.id, now=NOW)
    assert client.get(path(places.ticket(sara.id)) + "/calendar.ics").status_code == 404


@pytest.mark.parametrize(
    ("asset_key", "told"),
    [("invitation-1", False), ("confirmation", True), ("reminder-day", True), ("moved", True), ("waiting-list", False),
     ("seat-offered", False), ("cancelled", False)],
)  # fmt: skip
def test_only_mails_to_those_with_a_seat_lead_to_the_room(
    world: World, online: Event, asset_key: str, told: bool
) -> None:
    mail = mail_preview(world.session, online, asset_key=asset_key, language="en", person={}, here="https://x.example")
    assert ("Join online" in mail.html, "Join online: " in mail.text) == (told, told)


def test_the_link_that_goes_out_is_the_very_address(world: World, online: Event) -> None:
    world.registers(online)
    assert ROOM in world.session.scalars(select(Link.url)).all()


def test_another_room_is_a_move(world: World, online: Event) -> None:
    world.registers(online)
    plan = world.plan(place="Online", address="", room=OTHER)
    assert actions.move(world.session, online, plan=plan, now=NOW + timedelta(hours=1))
    assert (online.room, online.sequence) == (OTHER, 1)
    assert world.mail(online, "moved").round > 0
