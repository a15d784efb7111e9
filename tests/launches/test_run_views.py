"""The run's page, its progress as JSON, and its buttons."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.audiences.actions import suppress
from tcma.base import clock
from tcma.base.access import Actor, Role
from tcma.base.db import new_id
from tcma.base.words import speaking
from tcma.delivery.actions import hold_sending
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState
from tcma.delivery.rules.holds import HoldReason
from tcma.launches import actions
from tcma.launches.models import Launch
from tcma.launches.queries import runs
from tcma.launches.rules import LaunchState
from tcma.launches.views import telling
from tests import cast
from tests.deals.pages import words
from tests.launches.world import HOLD, NOW, World

STATES = [state.value for state in MessageState]


@pytest.fixture
def launch(world: World, session: Session) -> Launch:
    """Held, by the clock of the database."""
    found = world.scheduled(now=clock.now(session))
    session.commit()
    return found


@pytest.fixture
def sending(launch: Launch, world: World, session: Session) -> Launch:
    """Its first mail is planned for three people."""
    assert launch.hold_until is not None
    actions.release(session, launch.id, now=launch.hold_until)
    actions.plan_step(session, world.steps(launch)[0].id, now=launch.hold_until)
    session.commit()
    return launch


def path(launch: Launch, then: str = "") -> str:
    return f"/runs/{launch.id}{then}"


def table(answer: TestResponse) -> dict[str, list[str]]:
    """{line: the figures of its cells}."""
    rows = LexborHTMLParser(answer.text).css("table.counts tbody tr")
    return {
        " ".join(row.css("th")[0].text(deep=True).split()): [cell.text().strip() for cell in row.css("td")]
        for row in rows
    }


def become(session: Session, *states: MessageState, **values: Any) -> None:
    """Let the planned mails be in these states."""
    for message, state in zip(session.scalars(select(Message).order_by(Message.id)), states, strict=False):
        message.state = state
        for name, value in values.items():
            setattr(message, name, value)
    session.commit()


def test_a_held_launch_shows_undo_and_the_time_that_is_left(alice: FlaskClient, launch: Launch) -> None:
    page = alice.get(path(launch))
    said = words(page)
    assert "Held" in said
    assert "Nothing has left, and you can take it back." in said
    assert re.search(r"Time left to undo it 0:5\d", said)
    assert "First mail" in said
    assert "Berlin time" in said
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert f'action="{path(launch, "/undo")}"' in page.text
    assert f'action="{path(launch, "/stop")}"' not in page.text


def test_a_running_launch_shows_every_state_and_their_sum(alice: FlaskClient, sending: Launch) -> None:
    found = table(alice.get(path(sending)))
    assert found["PlannedOne mail a person"] == ["3", "–", "–"]  # noqa: RUF001 - as it is printed
    parts = [figures[0] for name, figures in found.items() if not name.startswith(("Planned", "What"))][:9]
    assert (len(parts), sum(map(int, parts))) == (9, 3)


@pytest.mark.parametrize(("reason", "whose", "said"), [
    (HoldReason.DAY_QUOTA, "everyone", "goes on by itself"), (HoldReason.SENDER, "own", "counts kestrel.example as"),
    (HoldReason.SENDER, "another", ""),
])  # fmt: skip
def test_what_holds_the_account_or_the_partner_is_said_and_another_partners_trouble_is_not(
    alice: FlaskClient, sending: Launch, world: World, session: Session, reason: HoldReason, whose: str, said: str
) -> None:
    other = cast.partner(session, slug="other")
    partner_id = {"everyone": None, "own": world.alice.partner, "another": other.id}[whose]
    hold_sending(session, reason=reason, detail="454", partner_id=partner_id, subject="kestrel.example")
    session.commit()
    seen = words(alice.get(path(sending)))
    assert said in seen
    assert said or "kestrel.example" not in seen


@pytest.mark.parametrize("states", [(MessageState.ACCEPTED, MessageState.UNCONFIRMED, MessageState.FAILED)])
def test_trouble_is_named_and_leads_to_the_names(
    alice: FlaskClient, sending: Launch, session: Session, states: tuple[MessageState, ...]
) -> None:
    become(session, *states)
    said = words(alice.get(path(sending)))
    assert "1 of 3 sent. Amazon SES refused 1 mail. 1 is without an answer." in said
    assert "We have not sent it again, so nobody gets two." in said
    assert "See 1" in said
    names = words(alice.get(path(sending, "/people/unconfirmed")))
    assert "@alnoor.example" in names
    assert "Sample" in names


def test_addresses_that_were_refused_by_their_servers_are_counted_and_listed(
    alice: FlaskClient, sending: Launch, session: Session
) -> None:
    become(session, MessageState.ACCEPTED, MessageState.ACCEPTED, MessageState.ACCEPTED, headline="bounced")
    page = alice.get(path(sending))
    assert "3 of 3 sent. 3 addresses were refused by their servers." in words(page)
    assert table(page)["Refused by their server"][0] == "3"
    assert words(alice.get(path(sending, "/people/refused"))).count("No such address") == 3
    assert "Nobody" in words(alice.get(path(sending, "/people/complained")))
    assert alice.get(path(sending, "/people/everyone")).status_code == 404


def test_who_is_left_out_is_said_with_the_reason(
    alice: FlaskClient, launch: Launch, world: World, session: Session
) -> None:
    assert launch.hold_until is not None
    suppress(session, scope="partner", partner_id=world.partner.id, addr_key=world.people["Sara"].addr_key,
             reason="unsubscribed", now=launch.hold_until)  # fmt: skip
    actions.release(session, launch.id, now=launch.hold_until)
    actions.plan_step(session, world.steps(launch)[0].id, now=launch.hold_until)
    session.commit()
    assert "Left out, and why See who Unsubscribed 1" in words(alice.get(path(launch)))
    assert "Sara Sample" in words(alice.get(path(launch, "/people/skipped")))


def test_progress_is_json_with_an_etag_and_costs_nothing_while_nothing_happens(
    alice: FlaskClient, sending: Launch, session: Session
) -> None:
    first = alice.get(path(sending, "/progress"))
    body = first.get_json()
    assert {key: body[key] for key in ("state", "to", "accepted", "waiting", "unconfirmed", "refused", "active")} == {
        "state": "sending", "to": 3, "accepted": 0, "waiting": 3, "unconfirmed": 0, "refused": 0, "active": True,
    }  # fmt: skip
    assert sum(body["counts"][f"1.{state}"] for state in STATES) == body["counts"]["1.planned"] == 3
    assert "2.planned" not in body["counts"]
    again = alice.get(path(sending, "/progress"), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    become(session, MessageState.ACCEPTED)
    changed = alice.get(path(sending, "/progress"), headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.get_json()["accepted"]) == (200, 1)


def test_the_mails_are_looked_at_once_however_many_steps_there_are(
    alice: FlaskClient, sending: Launch, session: Session
) -> None:
    looks: list[str] = []
    connection = session.connection()

    @event.listens_for(connection, "before_cursor_execute")
    def _seen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        looks.extend(["messages"] * ("FROM messages" in statement))

    alice.get(path(sending, "/progress"))
    event.remove(connection, "before_cursor_execute", _seen)
    assert looks == ["messages"]


def test_pause_resume_and_stop_are_buttons(alice: FlaskClient, sending: Launch, session: Session) -> None:
    def state() -> LaunchState:
        session.refresh(sending)
        return sending.state

    assert alice.post(path(sending, "/pause"), data={"next": "/home"}).location == "/home"
    assert state() is LaunchState.PAUSED
    page = alice.get(path(sending))
    assert "Paused. Nothing leaves until you resume." in words(page)
    assert f'action="{path(sending, "/resume")}"' in page.text
    elsewhere = alice.post(path(sending, "/resume"), data={"next": "https://elsewhere.example"})
    assert elsewhere.location == path(sending)
    assert state() is LaunchState.SENDING
    alice.post(path(sending, "/stop"))
    assert state() is LaunchState.STOPPED
    page = alice.get(path(sending))
    assert "Stopped: 3 mails were not sent." in words(page)
    assert "<form" not in LexborHTMLParser(page.text).css_first("main").html  # type: ignore[union-attr,operator]  # it has a main
    assert alice.get(path(sending, "/progress")).get_json()["active"] is False


def test_undo_goes_back_to_the_draft_and_too_late_says_so(
    alice: FlaskClient, launch: Launch, session: Session
) -> None:
    assert alice.post(path(launch, "/undo")).location == "/launch/readiness"
    assert "Undone. Nothing was sent" in alice.get("/launch/readiness").text
    assert alice.get(path(launch)).status_code == 404
    late = alice.post(path(launch, "/undo"))
    assert late.status_code == 409
    assert "too late to undo" in late.text


def test_a_get_changes_nothing(alice: FlaskClient, launch: Launch, session: Session) -> None:
    for verb in ("undo", "pause", "stop"):
        assert alice.get(path(launch, f"/{verb}")).status_code == 405
    session.refresh(launch)
    assert launch.state is LaunchState.HOLDING


def test_another_partners_run_is_not_there(
    browse: Callable[[Actor], FlaskClient], sending: Launch, world: World, session: Session
) -> None:
    charlie = browse(world.charlie)
    for then in ("", "/progress", "/people/skipped"):
        assert charlie.get(path(sending, then)).status_code == 404
    for verb in ("pause", "resume", "stop", "undo"):
        assert charlie.post(path(sending, f"/{verb}")).status_code == 404
    assert "Readiness" not in words(charlie.get("/runs"))
    session.refresh(sending)
    assert sending.state is LaunchState.SENDING


def test_a_colleague_may_look_and_press_nothing(
    browse: Callable[[Actor], FlaskClient], sending: Launch, world: World, session: Session
) -> None:
    eve = cast.actor(cast.person(session, email="eve@kestrel.example", name="Eve Sample", role=Role.EMPLOYEE,
                                 partner_id=world.partner.id))  # fmt: skip
    colleague = browse(eve)
    page = colleague.get(path(sending))
    assert "0 of 3 sent" in words(page)
    assert f'action="{path(sending, "/pause")}"' not in page.text
    assert colleague.post(path(sending, "/pause")).status_code == 403
    assert colleague.get(path(sending, "/people/skipped")).status_code == 403


def test_what_was_sent_and_scheduled_is_listed(alice: FlaskClient, launch: Launch) -> None:
    said = words(alice.get("/runs"))
    assert "Readiness check" in said
    assert "Held" in said


def test_a_run_that_does_not_exist_is_not_found(alice: FlaskClient, world: World) -> None:
    assert alice.get(f"/runs/{new_id()}").status_code == 404


def test_the_words_of_each_moment(world: World, session: Session) -> None:
    launch = world.scheduled(when="best")
    over = NOW + HOLD

    def said(seconds: float = 0) -> str:
        now = over + timedelta(seconds=seconds)
        with speaking("en"):
            return telling.said(runs.status(session, launch, now), now, "Europe/Berlin")

    assert said(-1).startswith("Held until 10:01")
    actions.release(session, launch.id, now=over)
    assert said().startswith("Email 1 goes on Tue, May 12")
    first = world.steps(launch)[0]
    actions.plan_step(session, first.id, now=first.due_at)
    assert said() == "0 of 3 sent."
    session.execute(update(Message).values(state=MessageState.ACCEPTED, changed_at=over))
    assert said().startswith("3 of 3 sent. Email 2 goes on Fri, May 15")
    (message, *_) = session.scalars(select(Message))
    message.state = MessageState.QUEUED
    session.flush()
    assert said(30).startswith("2 of 3 sent, 2 a minute, done about 10:02")
    actions.pause(session, launch, now=first.due_at)
    assert said() == "Paused. Nothing leaves until you resume. 2 of 3 sent."
    actions.resume(session, launch, now=first.due_at)
    session.execute(update(Message).values(state=MessageState.ACCEPTED))
    session.execute(update(Step).values(finished_at=first.due_at, planned_at=first.due_at))
    actions.finish(session, launch.id, now=first.due_at)
    assert said(3600) == "3 of 3 sent."
