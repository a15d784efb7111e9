"""The page of a ticket: whose it is, what it says as the event goes on, and that looking changes nothing."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.web.qr import qr_png, qr_svg
from tcma.events import actions
from tcma.events.actions.door import check_in
from tcma.events.models import Event, Registration
from tcma.events.queries import places
from tcma.events.rules import SeatState
from tcma.events.rules.door import shown_code
from tests.events.world import LUNCH, NOW, World


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def event(world: World) -> Event:
    return world.published(capacity=1)


@pytest.fixture
def sara(world: World, event: Event) -> Registration:
    return world.registers(event)


def test_a_ticket_shows_who_when_where_and_a_code(client: FlaskClient, sara: Registration) -> None:
    answer = client.get(path(places.ticket(sara.id)))
    page = answer.text
    assert answer.status_code == 200
    for words in ("Sara Sample", "Sample Hall", "Thursday", "12:00", shown_code(sara.id), "Alice Sample", 'class="qr"'):
        assert words in page, words
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_ticket_loads_nothing_from_another_host(client: FlaskClient, sara: Registration) -> None:
    page = client.get(path(places.ticket(sara.id))).text
    loaded = re.findall(r'(?:src|srcset|poster)="([^"]+)"', page) + re.findall(r'<link[^>]*href="([^"]+)"', page)
    assert [one for one in loaded if not one.startswith(("/", "data:"))] == []
    assert "https://www.openstreetmap.org/search?query=Sample+Hall%2C+Beispielstra" in page


def test_a_ticket_speaks_its_owners_language_whatever_the_browser_says(
    client: FlaskClient, world: World
) -> None:
    one = world.registers(world.published(languages=("ar",)), "Layla", language="ar")
    page = client.get(path(places.ticket(one.id)), headers={"Accept-Language": "de"}).text
    assert '<html lang="ar" dir="rtl">' in page


def test_looking_at_a_ticket_changes_nothing(client: FlaskClient, session: Session, sara: Registration) -> None:
    before = (sara.state, sara.updated_at, sara.sequence)
    for tail in ("", "/calendar.ics", "/code.png"):
        assert client.get(path(places.ticket(sara.id)) + tail).status_code == 200
    session.refresh(sara)
    assert (sara.state, sara.updated_at, sara.sequence) == before


def test_the_calendar_file_is_the_same_entry_as_in_the_mails(
    client: FlaskClient, session: Session, world: World, event: Event, sara: Registration
) -> None:
    def entry() -> Any:
        answer = client.get(path(places.ticket(sara.id)) + "/calendar.ics")
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        found, = Calendar.from_ical(answer.data).walk("VEVENT")
        return found

    before = entry()
    actions.move(session, event, plan=world.plan(starts_at=LUNCH + timedelta(days=7)), now=NOW)
    after = entry()
    assert after["UID"] == before["UID"] == f"{sara.id}@northgate.example"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=7)


def test_who_registered_before_the_move_is_told_and_who_came_later_is_not(
    client: FlaskClient, session: Session, world: World, sara: Registration, event: Event
) -> None:
    assert "has changed since you registered" not in client.get(path(places.ticket(sara.id))).text
    event.capacity = 5
    actions.move(session, event, plan=world.plan(place="Other Hall"), now=NOW + timedelta(hours=1))
    late = world.registers(event, "Jonas", now=NOW + timedelta(hours=2))
    page = client.get(path(places.ticket(sara.id))).text
    assert "has changed since you registered" in page
    assert "Other Hall" in page
    assert "has changed since you registered" not in client.get(path(places.ticket(late.id))).text


def test_only_a_seat_shows_a_code(client: FlaskClient, session: Session, world: World, sara: Registration) -> None:
    event = session.get_one(Event, sara.event_id)
    waiting = world.registers(event, "Jonas")
    page = client.get(path(places.ticket(waiting.id))).text
    assert "You are on the waiting list" in page
    actions.give_back(session, sara.id, now=NOW)
    gone = client.get(path(places.ticket(sara.id))).text
    offered = client.get(path(places.ticket(waiting.id))).text
    assert "lets nobody in" in gone
    assert "A seat is kept for you" in offered
    for shown in (page, gone, offered):
        assert 'class="qr"' not in shown
        assert "calendar.ics" not in shown
    for one in (sara, waiting):
        for tail in ("/calendar.ics", "/code.png"):
            assert client.get(path(places.ticket(one.id)) + tail).status_code == 404


def test_a_cancelled_event_and_one_that_is_over_say_so(
    client: FlaskClient, session: Session, world: World, sara: Registration
) -> None:
    event = session.get_one(Event, sara.event_id)
    over = world.published(key="over")
    past = world.registers(over, "Jonas")
    over.starts_at = clock.now(session) - timedelta(minutes=76)
    session.flush()
    actions.cancel(session, event, now=NOW)
    for one, words in ((sara, "This event was cancelled"), (past, "This event is over")):
        answer = client.get(path(places.ticket(one.id)))
        assert answer.status_code == 410
        assert words in answer.text
        assert 'class="qr"' not in answer.text


def test_a_ticket_shows_that_its_owner_is_in(client: FlaskClient, session: Session, sara: Registration) -> None:
    event = session.get_one(Event, sara.event_id)
    now = clock.now(session)
    event.starts_at = now
    check_in(session, event.id, sara.id, key="k", at=now, now=now)
    page = client.get(path(places.ticket(sara.id))).text
    assert sara.state is SeatState.ATTENDED
    assert "Checked in at" in page


@pytest.mark.parametrize("how", ["cut", "changed", "of a seat", "of a door", "empty"])
def test_a_ticket_that_is_cut_or_forged_is_not_there(
    client: FlaskClient, sara: Registration, how: str
) -> None:
    token = places.ticket(sara.id).rpartition("/")[2]
    last = "A" if token[20] != "A" else "B"
    other = {
        "cut": token[:-3], "changed": token[:20] + last + token[21:], "empty": "-",
        "of a seat": places.seat(sara.id).rpartition("/")[2],
        "of a door": places.door(sara.event_id).rpartition("/")[2],
    }[how]  # fmt: skip
    for tail in ("", "/calendar.ics", "/code.png"):
        answer = client.get(f"/t/{other}{tail}")
        assert answer.status_code == 404
        assert "Sara" not in answer.text


def test_a_ticket_token_says_nothing_of_its_owner(sara: Registration) -> None:
    token = places.ticket(sara.id).rpartition("/")[2]
    assert re.fullmatch(r"[A-Za-z0-9_-]{40,60}", token)
    assert "ara" not in json.dumps(token).lower()


def test_the_picture_for_mails_is_a_png_and_the_one_on_pages_fits_every_theme() -> None:
    assert qr_png("https://tcma.example/t/x").startswith(b"\x89PNG")
    drawn = qr_svg("https://tcma.example/t/x", name='A "ticket" <b>')
    assert 'role="img" aria-label="A &#34;ticket&#34; &lt;b&gt;"' in drawn
    assert "style=" not in drawn
    assert drawn.count("<svg") == 1
