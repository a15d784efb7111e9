"""The door's page and its JSON: with a link alone, until the event ends, and never for another event's guests."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.events import actions
from tcma.events.models import Event, Registration
from tcma.events.queries import places
from tcma.events.rules import SeatState
from tcma.events.rules.door import shown_code
from tests.events.test_ticket import path
from tests.events.world import World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def event(world: World, session: Session) -> Event:
    """It begins just now."""
    found = world.published(capacity=3)
    world.registers(found)
    world.registers(found, "Jonas")
    found.starts_at = clock.now(session)
    session.flush()
    return found


@pytest.fixture
def door(event: Event) -> str:
    return path(places.door(event.id))


def guest(session: Session, event: Event, name: str = "Sara") -> Registration:
    return session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.first_name == name)
        .execution_options(populate_existing=True)
    ).one()  # fmt: skip


def sync(client: FlaskClient, door: str, *wishes: dict[str, Any], status: int = 200) -> list[dict[str, Any]]:
    answer = client.post(f"{door}/sync", json={"wishes": list(wishes)})
    assert answer.status_code == status
    found: list[dict[str, Any]] = (answer.get_json(silent=True) or {}).get("results", [])
    return found


def test_a_helper_checks_somebody_in_without_an_account_or_a_script(
    client: FlaskClient, session: Session, event: Event, door: str
) -> None:
    page = client.get(f"{door}?q=sar").text
    assert "Sara Sample" in page
    assert "Jonas" not in page
    answer = client.post(f"{door}/check-in", data={"guest": str(guest(session, event).id), "key": "a"})
    assert answer.status_code == 303
    shown = client.get(answer.headers["Location"]).text
    assert "door-said ok" in shown
    assert "1 of 2" in shown
    assert guest(session, event).state is SeatState.ATTENDED


def test_pressing_twice_is_checking_in_once_and_undo_takes_it_back(
    client: FlaskClient, session: Session, event: Event, door: str
) -> None:
    sent = {"guest": str(guest(session, event).id), "key": "a"}
    places_ = [client.post(f"{door}/check-in", data=sent).headers["Location"] for _ in range(2)]
    assert "o=in" in places_[1]
    assert "o=already" in client.post(f"{door}/check-in", data={**sent, "key": "b"}).headers["Location"]
    client.post(f"{door}/undo", data={"guest": sent["guest"], "key": "c", "of": "a"})
    assert guest(session, event).state is SeatState.CONFIRMED


def test_a_code_is_typed_and_a_wrong_one_is_told(client: FlaskClient, session: Session, event: Event, door: str
                                                  ) -> None:  # fmt: skip
    code = shown_code(guest(session, event).id)
    assert "o=in" in client.post(f"{door}/check-in", data={"code": code.lower(), "key": "a"}).headers["Location"]
    wrong = client.post(f"{door}/check-in", data={"code": "AAAA AAAA", "key": "b"}).headers["Location"]
    assert "Not on the list" in client.get(wrong).text


def test_a_walk_in_is_added_and_what_is_missing_is_said(
    client: FlaskClient, session: Session, event: Event, door: str
) -> None:
    typed = {"first_name": "Ruth", "last_name": "", "email": "ruth@", "key": "w"}
    answer = client.post(f"{door}/walk-in", data=typed)
    assert answer.status_code == 422
    assert 'value="Ruth"' in answer.text
    assert "Enter a last name." in answer.text
    answer = client.post(f"{door}/walk-in", data={**typed, "last_name": "Sample", "email": "ruth@reader.example"})
    assert "2 of 3" not in client.get(answer.headers["Location"]).text
    assert guest(session, event, "Ruth").state is SeatState.ATTENDED
    more = {**typed, "key": "x", "last_name": "More", "email": "more@reader.example"}
    full = client.post(f"{door}/walk-in", data=more)
    assert "All 3 seats are taken" in client.get(full.headers["Location"]).text


def test_a_scanned_ticket_is_read_and_one_of_another_event_is_not_on_the_list(
    client: FlaskClient, session: Session, world: World, event: Event, door: str
) -> None:
    other = world.registers(world.published(key="other"), "Omar")
    mine = places.ticket(guest(session, event).id)
    cut, forged = mine[:-2], mine[:-12] + "A" * 12
    seat = places.seat(guest(session, event).id)
    scanned = [places.ticket(other.id), cut, forged, seat, "https://elsewhere.example/t/", mine]
    found = sync(client, door, *({"do": "check_in", "ticket": one, "key": one} for one in scanned))
    assert [one["outcome"] for one in found] == ["unknown"] * 5 + ["in"]
    assert [one["guest"] for one in found[:5]] == [None] * 5
    assert other.state is SeatState.CONFIRMED


def test_what_a_phone_did_alone_is_done_in_its_order_with_the_times_it_had(
    client: FlaskClient, session: Session, event: Event, door: str
) -> None:
    sara, jonas = str(guest(session, event).id), str(guest(session, event, "Jonas").id)
    wishes = [
        {"do": "check_in", "guest": sara, "key": "1", "age": 300},
        {"do": "check_in", "guest": jonas, "key": "2", "age": 200.5},
        {"do": "undo", "guest": sara, "key": "3", "of": "1", "age": 100},
        {"do": "check_in", "guest": jonas, "key": "4", "age": 50},
    ]
    assert [one["outcome"] for one in sync(client, door, *wishes)] == ["in", "in", "undone", "already"]
    again = sync(client, door, *wishes)
    assert [one["outcome"] for one in again] == ["undone", "in", "undone", "already"], "sent again, nothing changes"
    one = guest(session, event, "Jonas")
    assert one.state is SeatState.ATTENDED
    assert one.checked_in_at is not None
    assert timedelta(seconds=195) < clock.now(session) - one.checked_in_at < timedelta(seconds=260)
    assert guest(session, event).state is SeatState.CONFIRMED


def test_one_bad_thing_among_others_stops_none_of_them(
    client: FlaskClient, session: Session, event: Event, door: str
) -> None:
    sara = str(guest(session, event).id)
    found = sync(
        client, door, {"do": "drop", "key": "1"}, {"do": "check_in", "guest": sara},
        {"do": "check_in", "guest": 7, "key": "2"},
        {"do": "walk_in", "first_name": "Ruth", "key": "3"}, {"do": "check_in", "guest": str(uuid4()), "key": "4"},
        {"do": "check_in", "guest": sara, "key": "5", "age": "old"}, {"do": "undo", "guest": "'; --", "key": "6"},
    )  # fmt: skip
    assert [one["outcome"] for one in found] == ["refused", "refused", "unknown", "invalid", "unknown", "in", "unknown"]
    assert "Enter a last name." in found[3]["title"]


@pytest.mark.parametrize("body", [None, [], {"wishes": {}}, {"wishes": [1]}, {"wishes": [{}] * 51}])
def test_what_the_page_never_sends_is_refused(client: FlaskClient, door: str, body: object) -> None:
    assert client.post(f"{door}/sync", json=body).status_code == 400


def test_the_phones_list_has_names_states_and_codes_and_no_addresses(
    client: FlaskClient, session: Session, event: Event, door: str
) -> None:
    answer = client.get(f"{door}/guests")
    found = answer.get_json()
    assert [one["name"] for one in found["guests"]] == ["Jonas Sample", "Sara Sample"]
    assert set(found["guests"][0]) == {"id", "name", "company", "state", "code", "at", "key"}
    assert "@" not in answer.text
    assert (found["present"], found["expected"]) == (0, 2)
    same = client.get(f"{door}/guests", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    sync(client, door, {"do": "check_in", "guest": found["guests"][0]["id"], "key": "1"})
    assert client.get(f"{door}/guests", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_a_door_ends_with_its_event_but_phones_may_still_send(
    client: FlaskClient, session: Session, event: Event, door: str
) -> None:
    sara = str(guest(session, event).id)
    event.starts_at -= timedelta(minutes=event.minutes) + MINUTE
    session.flush()
    assert client.get(door).status_code == 410
    assert client.post(f"{door}/check-in", data={"guest": sara, "key": "a"}).status_code == 410
    assert [one["outcome"] for one in sync(client, door, {"do": "check_in", "guest": sara, "key": "a"})] == ["in"]
    event.starts_at -= timedelta(days=1)
    session.flush()
    sync(client, door, {"do": "check_in", "guest": sara, "key": "b"}, status=410)
    assert client.get(f"{door}/guests").status_code == 410


def test_the_door_of_a_cancelled_event_is_closed(
    client: FlaskClient, session: Session, world: World, event: Event, door: str
) -> None:
    actions.cancel(session, event, now=clock.now(session))
    answer = client.get(door)
    assert answer.status_code == 410
    assert "was cancelled" in answer.text


@pytest.mark.parametrize("how", ["cut", "a ticket", "a draft"])
def test_a_door_that_is_none_is_not_there(client: FlaskClient, session: Session, world: World, event: Event, how: str
                                          ) -> None:  # fmt: skip
    wrong = {
        "cut": path(places.door(event.id))[:-2],
        "a ticket": "/door/" + places.ticket(guest(session, event).id).rpartition("/")[2],
        "a draft": path(places.door(world.draft(key="d").id)),
    }[how]
    for tail in ("", "/guests"):
        assert client.get(wrong + tail).status_code == 404
    assert client.post(f"{wrong}/sync", json={"wishes": []}).status_code == 404
    assert client.post(f"{wrong}/check-in", data={}).status_code == 404


def test_a_result_of_another_events_guest_is_not_shown(
    client: FlaskClient, world: World, door: str
) -> None:
    other = world.registers(world.published(key="other"), "Omar")
    assert "Omar" not in client.get(f"{door}?o=in&r={other.id}").text
    assert client.get(f"{door}?o=nonsense&r=x").status_code == 200


def test_before_the_day_the_door_says_that_it_counts_already(
    client: FlaskClient, session: Session, event: Event, door: str
) -> None:
    assert "counts already" not in client.get(door).text
    event.starts_at += timedelta(days=3)
    session.flush()
    assert "counts already" in client.get(door).text


def test_names_are_shown_as_they_are_written(client: FlaskClient, session: Session, event: Event, door: str) -> None:
    guest(session, event).first_name = "<b>Eve</b>"
    session.flush()
    page = client.get(door).text
    assert "&lt;b&gt;Eve&lt;/b&gt;" in page
    assert "<b>Eve" not in page


def test_registrations_stay_as_many_as_they_were(client: FlaskClient, session: Session, door: str) -> None:
    before = session.scalar(select(func.count()).select_from(Registration))
    for _ in range(2):
        client.get(door)
        client.get(f"{door}/guests")
    assert session.scalar(select(func.count()).select_from(Registration)) == before
