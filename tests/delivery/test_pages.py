"""The pages for mails without an answer, for held partners, and of the machine: who sees what, and what they can do."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.base import clock
from tcma.base.access import Actor, Role
from tcma.delivery import actions
from tcma.delivery.models import Decision, DeliveryCheck, GuardHold, Message, Step
from tcma.delivery.rules.holds import HoldReason
from tests import cast
from tests.deals.pages import page, signed_in, words
from tests.delivery.pages import sent, silent


@pytest.fixture
def alice(session: Session) -> Actor:
    return cast.actor(cast.alice(session))


@pytest.fixture
def vera(session: Session) -> Actor:
    return cast.actor(cast.vera(session))


def ids(session: Session, step: Step) -> list[str]:
    return [str(one) for one in session.scalars(select(Message.id).where(Message.step_id == step.id))]


def decide(client: FlaskClient, message: list[str], do: str, reason: str = "Asked them.", at: str = "/sending/decide"
           ) -> TestResponse:
    return client.post(at, data={"message": message, "do": do, "reason": reason})


def states(session: Session) -> list[str]:
    session.expire_all()
    return [state.value for state in session.scalars(select(Message.state))]


def test_a_partner_reads_what_happened_and_that_nobody_got_two(app: Flask, session: Session, alice: Actor) -> None:
    silent(session, alice.partner, 8)
    said = words(signed_in(app, session, alice).get("/sending"))
    assert "We handed these 8 to Amazon but got no answer. We have not sent them again, so nobody gets two." in said
    assert "Amazon did not answer in time" in said
    assert "person0@example.com" in said
    assert "Spring news" in said


def test_where_all_is_answered_the_page_says_so(app: Flask, session: Session, alice: Actor) -> None:
    said = words(signed_in(app, session, alice).get("/sending"))
    assert "None. Amazon has answered for every mail we handed over." in said


def test_the_chosen_ones_are_sent_again_and_it_is_kept_who_said_so(
    app: Flask, session: Session, alice: Actor
) -> None:
    step = silent(session, alice.partner, 3)
    client = signed_in(app, session, alice)
    answer = decide(client, ids(session, step)[:2], "again", "They say nothing came.")
    assert answer.status_code == 303
    assert sorted(states(session)) == ["queued", "queued", "unconfirmed"]
    after = client.get("/sending")
    assert "2 mails are sent again." in after.text
    said = words(after)
    assert "Sent again" in said
    assert "Alice Sample They say nothing came." in said


def test_what_is_left_is_marked_and_stays(app: Flask, session: Session, alice: Actor) -> None:
    step = silent(session, alice.partner, 1)
    client = signed_in(app, session, alice)
    decide(client, ids(session, step), "leave", "A newsletter of last week.")
    assert states(session) == ["unconfirmed"]
    said = words(client.get("/sending"))
    assert "person0@example.com Left as it is" in said
    assert "A newsletter of last week." in said


@pytest.mark.parametrize(("message", "reason", "wanted"), [
    (True, "", "Write why. It is kept with your name and the time."),
    (False, "Because.", "Choose the mails it is about."),
])  # fmt: skip
def test_a_form_that_lacks_something_comes_back_with_what_was_typed(
    app: Flask, session: Session, alice: Actor, message: bool, reason: str, wanted: str
) -> None:
    step = silent(session, alice.partner, 1)
    answer = decide(signed_in(app, session, alice), ids(session, step) if message else [], "again", reason)
    found = page(answer, 422)
    assert wanted in words(answer, 422)
    assert bool(found.css("input[name=message][checked]")) is message
    assert [field.attributes["value"] for field in found.css("input[name=reason]")] == [reason]
    assert states(session) == ["unconfirmed"]


def test_young_ones_have_no_box_and_say_from_when_on(app: Flask, session: Session, alice: Actor) -> None:
    silent(session, alice.partner, 1, minutes=5)
    answer = signed_in(app, session, alice).get("/sending")
    assert not page(answer).css("input[name=message]")
    assert "You can decide from" in words(answer)


def test_a_link_chooses_all_without_a_script(app: Flask, session: Session, alice: Actor) -> None:
    silent(session, alice.partner, 3)
    client = signed_in(app, session, alice)
    link = next(a for a in page(client.get("/sending")).css("main a") if a.text() == "Choose all on this page")
    assert len(page(client.get(str(link.attributes["href"]))).css("input[name=message][checked]")) == 3


def test_another_partners_mails_are_neither_seen_nor_decided(app: Flask, session: Session, alice: Actor) -> None:
    step = silent(session, alice.partner, 1)
    charlie = signed_in(app, session, cast.actor(cast.charlie(session)))
    assert "person0@example.com" not in charlie.get("/sending").text
    assert decide(charlie, ids(session, step), "again").status_code == 303
    assert states(session) == ["unconfirmed"]
    assert session.scalars(select(Decision)).all() == []


@pytest.mark.parametrize("path", ["/hq/sending", "/hq/status"])
def test_a_partner_does_not_see_the_vendors_pages(app: Flask, session: Session, alice: Actor, path: str) -> None:
    assert signed_in(app, session, alice).get(path).status_code == 404


@pytest.mark.parametrize(("role", "path", "status"), [
    (Role.CHANNEL_MANAGER, "/hq/sending", 200), (Role.CHANNEL_MANAGER, "/hq/status", 403),
    (Role.FINANCE, "/hq/sending", 403), (Role.VENDOR_ADMIN, "/sending", 404),
])  # fmt: skip
def test_each_page_is_for_who_works_with_it(app: Flask, session: Session, role: Role, path: str, status: int) -> None:
    assert signed_in(app, session, cast.actor(cast.vera(session, role))).get(path).status_code == status


def test_the_vendor_sees_counts_and_causes_and_nobodys_address(
    app: Flask, session: Session, alice: Actor, vera: Actor
) -> None:
    silent(session, alice.partner, 3)
    silent(session, alice.partner, 1, said="the worker was gone")
    answer = signed_in(app, session, vera).get("/hq/sending")
    said = words(answer)
    assert "Kestrel Systems" in said
    assert "Amazon did not answer in time: 3" in said
    assert "Our program was stopped before the answer came: 1" in said
    assert "@example.com" not in answer.text


def test_the_vendor_decides_about_its_own_mails_only(
    app: Flask, session: Session, alice: Actor, vera: Actor
) -> None:
    theirs, own = silent(session, alice.partner, 1), silent(session, None, 1, subject="Your place")
    client = signed_in(app, session, vera)
    assert "Your place" in words(client.get("/hq/sending"))
    decide(client, [*ids(session, theirs), *ids(session, own)], "again", at="/hq/sending/decide")
    session.expire_all()
    kept = session.execute(select(Message.partner_id, Message.state)).all()
    assert sorted((partner is None, state.value) for partner, state in kept) == [
        (False, "unconfirmed"), (True, "queued"),
    ]  # fmt: skip


def held(session: Session, actor: Actor) -> Step:
    step = sent(session, actor.partner, complained=3)
    actions.watch(session, actor.partner, now=clock.now(session))
    return step


def test_a_held_partner_reads_why_and_what_to_do(app: Flask, session: Session, alice: Actor) -> None:
    held(session, alice)
    said = words(signed_in(app, session, alice).get("/sending"))
    assert "Your campaigns are held" in said
    assert "3 of the last 200 readers reported a mail as spam." in said
    assert "Tell Northgate what you changed." in said
    assert "1.5%" in said


def test_one_that_is_near_the_limit_is_warned(app: Flask, session: Session, alice: Actor) -> None:
    sent(session, alice.partner, bounced=5)
    said = words(signed_in(app, session, alice).get("/sending"))
    assert "You are near the limit at which your campaigns are held." in said
    assert "2.5%" in said


def test_the_vendor_lets_a_partner_go_on_with_a_reason_that_the_partner_reads(
    app: Flask, session: Session, alice: Actor, vera: Actor
) -> None:
    held(session, alice)
    client = signed_in(app, session, vera)
    assert "Kestrel Systems is held" in words(client.get("/hq/sending"))
    lift = f"/hq/sending/{alice.partner}/lift"
    assert "Write why." in words(client.post(lift, data={"reason": ""}), 422)
    assert client.post(lift, data={"reason": "They took the old list out."}).status_code == 303
    session.expire_all()
    assert session.scalars(select(GuardHold.lifted_by)).one() == vera.person_id
    assert "They took the old list out." in words(client.get("/hq/sending"))
    said = words(signed_in(app, session, alice).get("/sending"))
    assert "They took the old list out." in said
    assert "Your campaigns are held" not in said
    assert client.post(lift, data={"reason": "Again."}).status_code == 409


def test_the_status_page_shows_every_promise_kept_or_broken(app: Flask, session: Session, vera: Actor) -> None:
    client = signed_in(app, session, vera)
    assert "Not looked at yet." in words(client.get("/hq/status"))
    step = silent(session, cast.actor(cast.alice(session)).partner, 1)
    step.planned = 5
    session.flush()
    actions.check(session, now=clock.now(session))
    session.commit()
    answer = client.get("/hq/status")
    said = words(answer)
    assert "1 promise is broken." in said
    assert "What was planned is the sum of all states I2 1 row" in said
    assert str(step.id) in said
    assert said.count("Kept") == 8


def test_who_asks_for_a_look_gets_one_by_a_worker(app: Flask, session: Session, vera: Actor, work: object) -> None:
    client = signed_in(app, session, vera)
    assert client.post("/hq/status/check").status_code == 303
    work()  # type: ignore[operator]  # the fixture is a function
    assert len(session.scalars(select(DeliveryCheck)).all()) == 9


def test_the_status_page_names_what_holds_the_account_and_what_holds_one_partner(
    app: Flask, session: Session, vera: Actor
) -> None:
    client = signed_in(app, session, vera)
    assert "Nothing leaves" not in words(client.get("/hq/status"))
    partner = cast.actor(cast.alice(session)).partner
    actions.hold_sending(session, reason=HoldReason.SENDER, detail="not verified", partner_id=partner,
                         subject="kestrel.example")
    session.commit()
    seen = page(client.get("/hq/status"))
    assert "kestrel.example" in seen.text()
    assert not [banner for banner in seen.css(".banner") if "sender" in banner.text()]
    actions.hold_sending(session, reason=HoldReason.PAUSED, detail="SendingPausedException: by <you>")
    session.commit()
    said = words(client.get("/hq/status"))
    assert said.count("Sending is paused at Amazon SES.") == 2  # at the top, and in the table with SES's words
    assert "SendingPausedException: by <you> Everyone" in said


def test_the_status_page_says_that_nothing_is_sent_without_a_worker(
    app: Flask, session: Session, vera: Actor
) -> None:
    said = words(signed_in(app, session, vera).get("/hq/status"))
    assert "No worker is alive, so nothing is sent." in said
