"""The host's pages, the public's, and the person's own."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, OptIn
from tcma.base import clock
from tcma.base.access import Actor, Role
from tcma.delivery.models import Message
from tcma.events import actions
from tcma.events.models import Event, Registration
from tcma.events.queries import places
from tcma.events.rules import EventState, SeatState
from tcma.launches.rules import Whom
from tcma.senders.actions.warming import start_warm_up
from tcma.tracking import forms
from tests import cast
from tests.deals.pages import words
from tests.events.world import HOLD, World

AHEAD = timedelta(days=30)


def path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def page_of(world: World, event: Event, language: str = "en") -> str:
    return path(places.landing(world.partner.slug, event.id, language)(""))


def filled(event: Event, **changes: str) -> dict[str, str]:
    """The form, shown long enough ago."""
    before = time.time
    time.time = lambda: before() - 5
    try:
        token = forms.new_token(event.id)
    finally:
        time.time = before
    return {
        "form_token": token, "first_name": "Sara", "last_name": "Sample", "email": "sara@reader.example",
        "company": "Sample Ltd", **changes,
    }  # fmt: skip


def started(**changes: str) -> dict[str, str]:
    return {
        "at": "2031-05-15T12:00", "zone": "Europe/Berlin", "place": "Sample Hall", "address": "", "minutes": "75",
        "capacity": "16", "goes_in": "y", "languages": "en", "do": "publish", "key": "k1", **changes,
    }  # fmt: skip


def soon(world: World, days: int = 30) -> str:
    return (clock.now(world.session) + timedelta(days=days)).strftime("%Y-%m-%dT12:00")


def test_a_host_publishes_a_page_from_one_form_and_sending_it_twice_is_one_event(
    alice: FlaskClient, world: World
) -> None:
    shown = alice.get("/events/new/zero-trust-lunch")
    assert shown.status_code == 200
    for _again in range(2):
        made = alice.post("/events/new/zero-trust-lunch", data=started(at=soon(world)))
        assert made.status_code == 303, made.text
    found = world.session.scalars(select(Event)).one()
    assert (found.state, found.place, found.languages) == (EventState.PUBLISHED, "Sample Hall", ["en"])
    page = alice.get(path(made.location))
    assert "Open for registration" in page.text
    assert "Reminder, the day before" in page.text


def test_the_place_of_the_last_time_is_remembered(alice: FlaskClient, world: World) -> None:
    alice.post("/events/new/zero-trust-lunch", data=started(at=soon(world), place="Blue room", minutes="90"))
    page = alice.get("/events/new/zero-trust-lunch").text
    assert 'value="Blue room"' in page
    assert 'value="90"' in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"at": "2001-01-01T12:00"}, "That time is over"),
        ({"at": "soon"}, "Write the day and time"),
        ({"at": "2027-03-28T02:30"}, "The clocks go forward then"),
        ({"zone": "Mars/Olympus"}, "Choose a time zone"),
        ({"place": " "}, "Say where it is"),
        *(({"room": room}, "Write the whole address of the room") for room in (
            "http://meet.example.com/a", "javascript:alert(1)", "https://localhost/a", "https://a:b@meet.example.com/",
        )),
        ({"capacity": "0"}, "Write a number from 1"),
        ({"minutes": "many"}, "Write a number from 1"),
        ({"languages": "fr"}, "Choose at least one language"),
    ],
)
def test_a_form_that_can_not_be_taken_comes_back_as_it_was(
    alice: FlaskClient, world: World, wrong: dict[str, str], told: str
) -> None:
    page = alice.post("/events/new/zero-trust-lunch", data=started(**{"at": soon(world), **wrong}))
    assert page.status_code == 422
    assert told in page.text
    assert world.session.scalars(select(Event)).all() == []


def test_another_partners_event_is_not_there(
    browse: Callable[[Actor], FlaskClient], world: World, event: Event
) -> None:
    charlie = browse(world.charlie)
    for place in ("", "/see/confirmation", "/part/confirmation"):
        assert charlie.get(f"/events/{event.id}{place}").status_code == 404
    for verb in ("publish", "invite", "undo", "move", "seats", "cancel", f"mails/{event.id}"):
        assert charlie.post(f"/events/{event.id}/{verb}", data=started()).status_code == 404, verb
    assert event.state is EventState.PUBLISHED


@pytest.mark.parametrize("asset", ["confirmation", "seat-offered", "moved", "invitation-1", "registration", "posts"])
@pytest.mark.parametrize("scheme", ["light", "dark", "text"])
def test_every_part_can_be_looked_at_in_any_language(
    alice: FlaskClient, event: Event, asset: str, scheme: str
) -> None:
    for language in ("en", "ar"):
        found = alice.get(f"/events/{event.id}/part/{asset}?lang={language}&scheme={scheme}")
        assert found.status_code == 200
        assert "{{" not in found.text
    assert alice.get(f"/events/{event.id}/see/{asset}?lang=de").status_code == 200


def test_a_visitor_registers_without_scripts_in_their_language(client: FlaskClient, world: World) -> None:
    now = clock.now(world.session)
    event = world.published(now=now, starts_at=now + AHEAD, languages=("en", "ar"))
    page = client.get(page_of(world, event, "ar"))
    assert 'dir="rtl"' in page.text
    done = client.post(page_of(world, event, "ar"), data=filled(event, dietary="Nuts"))
    assert done.status_code == 303
    assert "حُجز مقعدكم" in client.get(path(done.location)).text
    one = world.session.scalars(select(Registration)).one()
    assert (one.state, one.language, one.dietary) == (SeatState.CONFIRMED, "ar", "Nuts")


def test_when_all_seats_are_taken_the_page_says_so_before_and_after(
    client: FlaskClient, world: World, event: Event
) -> None:
    world.registers(event, "Jonas", now=clock.now(world.session))
    assert "Join the waiting list" in client.get(page_of(world, event)).text
    done = client.post(page_of(world, event), data=filled(event))
    assert "You are on the waiting list" in client.get(path(done.location)).text


def test_a_machine_that_fills_in_everything_gets_thanks_and_no_seat(
    client: FlaskClient, world: World, event: Event
) -> None:
    done = client.post(page_of(world, event), data=filled(event, subject_line="buy"))
    assert done.status_code == 303
    assert world.session.scalars(select(Registration)).all() == []


def test_what_was_typed_stays_when_something_is_missing(client: FlaskClient, world: World, event: Event) -> None:
    page = client.post(page_of(world, event), data=filled(event, email="nobody", last_name="Sampleson"))
    assert page.status_code == 422
    assert "Sampleson" in page.text


def test_consent_to_marketing_is_asked_unticked_and_kept_apart(
    client: FlaskClient, world: World, event: Event
) -> None:
    box = re.search(r'<input type="checkbox"[^>]*name="marketing"[^>]*>', client.get(page_of(world, event)).text)
    assert box is not None
    assert "checked" not in box[0]
    done = client.post(page_of(world, event), data=filled(event, marketing="yes"))
    assert "open the mail that we have sent you" in client.get(f"{path(done.location)}?confirm=1").text
    assert done.location.endswith("?confirm=1")
    one = world.session.scalars(select(Registration)).one()
    (asked,) = world.session.scalars(select(OptIn))
    assert (one.state, asked.contact_id, asked.confirmed_at) == (SeatState.CONFIRMED, one.contact_id, None)
    assert world.session.scalars(select(Consent)).all() == []


def test_a_page_of_an_event_that_is_past_or_cancelled_is_kind_about_it(
    client: FlaskClient, world: World, event: Event
) -> None:
    event.starts_at = clock.now(world.session) - timedelta(minutes=1)
    world.session.flush()
    past = client.get(page_of(world, event))
    assert past.status_code == 410
    assert "Registration has ended" in past.text
    assert client.post(page_of(world, event), data=filled(event)).status_code == 410
    event.state = EventState.CANCELLED
    world.session.flush()
    assert "This event was cancelled" in client.get(page_of(world, event)).text
    assert client.get(page_of(world, event) + "/next-steps").status_code == 200


def test_a_draft_has_no_public_page(client: FlaskClient, world: World) -> None:
    now = clock.now(world.session)
    draft = world.draft(now=now, starts_at=now + AHEAD)
    assert client.get(page_of(world, draft)).status_code == 404


def test_the_link_in_a_mail_shows_and_only_a_press_acts(client: FlaskClient, world: World, event: Event) -> None:
    now = clock.now(world.session)
    sara, jonas = (world.registers(event, name, now=now) for name in ("Sara", "Jonas"))
    mine, his = path(places.seat(sara.id)), path(places.seat(jonas.id))
    assert "Give my seat back" in client.get(mine).text
    assert "Leave the waiting list" in client.get(his).text
    assert sara.state is SeatState.CONFIRMED
    client.post(f"{mine}/leave")
    world.session.expire_all()
    assert "You are not registered any more" in client.get(mine).text
    assert "Take the seat" in client.get(his).text
    client.post(f"{his}/take")
    client.post(f"{his}/take")
    world.session.expire_all()
    assert jonas.state is SeatState.CONFIRMED
    assert client.get(f"{his}/calendar.ics").data.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("token", ["forged", "AQ"])
def test_a_forged_link_leads_nowhere(client: FlaskClient, world: World, token: str) -> None:
    assert client.get(f"/seat/{token}").status_code == 404
    assert client.post(f"/seat/{token}/leave").status_code == 404


def test_a_ticket_is_no_key_to_the_seat(client: FlaskClient, world: World, event: Event) -> None:
    one = world.registers(event, now=clock.now(world.session))
    token = places.ticket(one.id).rpartition("/")[2]
    assert client.post(f"/seat/{token}/leave").status_code == 404
    assert one.state is SeatState.CONFIRMED


def test_a_host_invites_and_takes_it_back(alice: FlaskClient, world: World, event: Event) -> None:
    world.person("Sara")
    page = alice.post(f"/events/{event.id}/invite", data={"list": str(world.list_id)}, follow_redirects=True)
    assert "Invitations are scheduled" in page.text
    page = alice.post(f"/events/{event.id}/undo", follow_redirects=True)
    assert "Invitations are scheduled" not in page.text
    assert "Schedule invitations" in page.text


def test_the_page_says_what_waits_and_until_when_and_how_far_a_new_sender_is(
    alice: FlaskClient, world: World, event: Event
) -> None:
    now = clock.now(world.session)
    start_warm_up(world.session, "northgate.example", now=now)
    assert "Warming up" not in words(alice.get(f"/events/{event.id}")), "what guests asked for does not wait"
    for name in ("Sara", "Jonas", "Layla"):
        world.person(name)
    actions.invite(world.session, event, whom=Whom(list_id=world.list_id), hold=HOLD, now=now)
    actions.release(world.session, event.id, now=now + HOLD)
    world.goes_out(event, "invitation-1")
    waits_for = case((Message.values["first_name"].astext == "Sara", "warm_up"), else_="quiet")
    world.session.execute(update(Message).values(leaves_at=datetime(2030, 5, 12, 5, tzinfo=UTC), waits_for=waits_for))
    seen = words(alice.get(f"/events/{event.id}"))
    assert "Warming up northgate.example: 0 of today's 50 are sent." in seen
    assert ("3 on the way 2 wait for the end of quiet hours where their readers are. 1 waits for another day, since "
            "the sender is new. The next leave on Sun, May 12, 2030") in seen  # fmt: skip


def test_a_host_skips_changes_moves_and_cancels(alice: FlaskClient, world: World, event: Event) -> None:
    mail = world.mail(event, "no-show")
    page = alice.post(f"/events/{event.id}/mails/{mail.id}", data={"do": "skip"}, follow_redirects=True)
    assert "Send it after all" in page.text
    page = alice.post(f"/events/{event.id}/mails/{mail.id}", data={"do": "back"}, follow_redirects=True)
    assert "Send it after all" not in page.text
    moved = started(at=soon(world, 40), place="Other Hall")
    page = alice.post(f"/events/{event.id}/move", data=moved, follow_redirects=True)
    assert "Other Hall" in page.text
    assert alice.post(f"/events/{event.id}/seats", data={"capacity": "5"}).status_code == 303
    page = alice.post(f"/events/{event.id}/cancel", follow_redirects=True)
    assert "Cancelled" in page.text
    assert alice.post(f"/events/{event.id}/move", data=moved).status_code == 409


def test_the_vendor_sees_counts_and_no_names(
    browse: Callable[[Actor], FlaskClient], world: World, event: Event, session: Session
) -> None:
    world.registers(event, "Sara", now=clock.now(session))
    page = browse(cast.actor(cast.vera(session))).get("/hq/events").text
    assert "Kestrel Systems" in page
    assert "Sara" not in page
    assert browse(world.alice).get("/hq/events").status_code == 404


def test_the_launch_list_has_event_kits_to_start(alice: FlaskClient, world: World) -> None:
    assert "/events/new/zero-trust-lunch" in alice.get("/launch").text
    assert "/events/new/zero-trust-lunch" in alice.get("/launch?kind=event").text
    assert "/events/new/zero-trust-lunch" not in alice.get("/launch?kind=email").text


def test_a_host_has_events_and_nothing_of_campaigns(
    browse: Callable[[Actor], FlaskClient], world: World, session: Session, event: Event
) -> None:
    person = cast.person(
        session, email="host@kestrel.example", role=Role.EVENT_HOST, partner_id=world.partner.id, name="Hanna Sample"
    )
    hanna = browse(cast.actor(person))
    assert "/events/new/zero-trust-lunch" in hanna.get("/launch?kind=email").text
    made = hanna.post("/events/new/zero-trust-lunch", data=started(at=soon(world)))
    assert hanna.get(path(made.location)).status_code == 200
    assert hanna.get("/home").status_code == 200
    assert hanna.get("/launch/zero-trust-lunch").status_code == 403
    assert hanna.get("/contacts").status_code == 403


def test_a_colleague_sees_that_there_are_events_and_no_guests(
    browse: Callable[[Actor], FlaskClient], world: World, session: Session, event: Event
) -> None:
    person = cast.person(
        session, email="emil@kestrel.example", role=Role.EMPLOYEE, partner_id=world.partner.id, name="Emil Sample"
    )
    emil = browse(cast.actor(person))
    assert "Sample Hall" in emil.get("/events").text
    assert emil.get(f"/events/{event.id}").status_code == 403
    assert emil.post(f"/events/{event.id}/cancel").status_code == 403
