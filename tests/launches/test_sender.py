"""A launch picks what it comes from; what is not verified is refused in words."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.adapters.local import LocalMailer
from tcma.delivery.models import Step
from tcma.launches.models import Launch
from tcma.senders.models import Sender
from tests.cast import MORNING
from tests.launches.pages import PAGE, fields, seen
from tests.launches.world import World


def own(session: Session, world: World, domain: str, *, verified: datetime | None, chosen: bool = False) -> Sender:
    found = Sender(
        partner_id=world.alice.partner, domain=domain, local="news", mail_from=f"bounce.{domain}", tokens=[], seen={},
        added_at=MORNING, added_by=world.alice.person_id, verified_at=verified, chosen=chosen,
    )  # fmt: skip
    session.add(found)
    session.commit()
    return found


def press(alice: FlaskClient, **changes: str) -> TestResponse:
    """The page as it stands, with these changes, scheduled to go now."""
    return alice.post(PAGE, data={**fields(alice.get(PAGE)), "when": "now", "do": "schedule", **changes})


def senders(session: Session) -> set[str]:
    return {one.rpartition("<")[2].rstrip(">") for one in session.scalars(select(Step.sender))}


def test_without_a_domain_of_ones_own_there_is_nothing_to_choose(alice: FlaskClient, world: World) -> None:
    assert "Sent from" not in alice.get(PAGE).text


@pytest.mark.parametrize(("pick", "address"), [
    (None, "news@kestrel.example"), ("home", "hello@kestrel.northgate.example"), ("other", "news@other.example"),
])  # fmt: skip
def test_a_launch_comes_from_the_usual_sender_or_the_one_it_picks(
    alice: FlaskClient, session: Session, world: World, mailer: LocalMailer, pick: str | None, address: str
) -> None:
    own(session, world, "kestrel.example", verified=MORNING, chosen=True)
    other = own(session, world, "other.example", verified=MORNING)
    mailer.domains = ["northgate.example" if pick == "home" else address.rpartition("@")[2]]
    page = fields(alice.get(PAGE))
    answer = press(alice, **({"sender": str(other.id) if pick == "other" else pick} if pick else {}))
    assert page["sender"] != "home"
    assert answer.status_code == 302, answer.text
    assert senders(session) == {address}


def test_a_sender_that_is_no_longer_verified_is_refused_in_words(
    alice: FlaskClient, session: Session, world: World, mailer: LocalMailer
) -> None:
    lost = own(session, world, "kestrel.example", verified=None, chosen=True)
    mailer.domains = ["northgate.example"]
    answer = press(alice)
    assert answer.status_code == 409
    assert "Nothing can be sent from kestrel.example" in seen(answer, ".errsum")
    assert "not verified yet" in answer.text
    assert fields(alice.get(PAGE))["sender"] == str(lost.id)
    assert press(alice, sender="home").status_code == 302
    assert senders(session) == {"hello@kestrel.northgate.example"}


def test_a_sender_that_was_removed_meanwhile_gives_way_to_the_usual_one(
    alice: FlaskClient, session: Session, world: World
) -> None:
    gone = own(session, world, "other.example", verified=MORNING)
    own(session, world, "kestrel.example", verified=MORNING, chosen=True)
    alice.post(PAGE, data={**fields(alice.get(PAGE)), "do": "save", "sender": str(gone.id)})
    assert session.scalars(select(Launch.sender)).one() == str(gone.id)
    session.delete(gone)
    session.commit()
    assert press(alice).status_code == 302
    assert senders(session) == {"news@kestrel.example"}
