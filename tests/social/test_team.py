"""Giving people a page: oneself, and colleagues who have no account; and taking it back."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.access import Actor, Role
from tcma.base.facts import Fact
from tcma.composing.models import Composition
from tcma.delivery.models import Message
from tcma.social import jobs, queries
from tcma.social.actions import SHARER_INVITED
from tcma.social.models import Sharer
from tests import cast
from tests.deals.pages import words
from tests.launches.world import World

OMAR = {"name": "Omar Sample", "email": "Omar@Kestrel.example ", "language": "ar"}


def sharers(session: Session) -> list[Sharer]:
    session.expire_all()
    return list(session.scalars(select(Sharer).order_by(Sharer.created_at, Sharer.id)))


def test_ones_own_page_is_one_press_away_and_always_the_same(alice: FlaskClient, session: Session) -> None:
    first = alice.post("/share")
    assert first.status_code == 303
    assert alice.post("/share").headers["Location"] == first.headers["Location"]
    (own,) = sharers(session)
    assert first.headers["Location"] == queries.share_path(own.id)
    assert alice.get(first.headers["Location"]).status_code == 200
    assert queries.share_path(own.id) in alice.get("/share").text


def test_a_colleague_gets_the_link_by_mail_in_their_language(
    alice: FlaskClient, session: Session, world: World
) -> None:
    assert alice.post("/sharers", data=OMAR).status_code == 303
    (omar,) = sharers(session)
    assert (omar.email, omar.language, omar.partner_id) == ("omar@kestrel.example", "ar", world.partner.id)
    facts = session.scalars(select(Fact.subject_id).where(Fact.name == SHARER_INVITED)).all()
    assert facts == [omar.id]
    for _ in range(2):
        jobs.send_link(str(omar.id))
    (message,) = session.scalars(select(Message).where(Message.email == "omar@kestrel.example"))
    assert (message.language, message.partner_id) == ("ar", world.partner.id)


def test_the_mail_leads_to_the_page_and_names_who_sent_it(alice: FlaskClient, session: Session) -> None:
    alice.post("/sharers", data={**OMAR, "language": "en"})
    (omar,) = sharers(session)
    jobs.send_link(str(omar.id))
    (mail,) = session.scalars(select(Composition).where(Composition.subject.contains("ready for you to share")))
    assert queries.share_path(omar.id) in mail.html
    assert queries.share_path(omar.id) in mail.text
    assert "Alice Sample" in mail.text
    assert "Kestrel Systems" in mail.subject


def test_without_an_address_the_link_is_there_to_be_handed_over(alice: FlaskClient, session: Session) -> None:
    alice.post("/sharers", data={**OMAR, "email": ""})
    (omar,) = sharers(session)
    assert session.scalars(select(Fact).where(Fact.name == SHARER_INVITED)).all() == []
    copy = LexborHTMLParser(alice.get("/share").text).css_first("[data-copy]")
    assert copy is not None
    link = urlsplit(str(copy.attributes["data-copy"])).path
    assert link == queries.share_path(omar.id)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "  "}, "Enter a name."),
        ({"email": "omar"}, "has no @"),
        ({"email": "omar@nowhere"}, "has no ending such as .com"),
        ({"name": "x" * 121}, "120"),
    ],
)
def test_a_mistake_comes_back_with_what_was_typed(
    alice: FlaskClient, session: Session, changes: dict[str, str], said: str
) -> None:
    answer = alice.post("/sharers", data={**OMAR, **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert "There is a problem" in answer.text
    assert sharers(session) == []


def test_the_same_address_twice_is_refused(alice: FlaskClient, session: Session) -> None:
    alice.post("/sharers", data=OMAR)
    answer = alice.post("/sharers", data={**OMAR, "name": "Omar S."})
    assert answer.status_code == 422
    assert "has a page already" in answer.text
    assert len(sharers(session)) == 1


def test_a_page_is_closed_and_had_back(alice: FlaskClient, session: Session) -> None:
    alice.post("/sharers", data=OMAR)
    (omar,) = sharers(session)
    path = queries.share_path(omar.id)
    alice.post(f"/sharers/{omar.id}/close")
    assert alice.get(path).status_code == 410
    assert "Omar" not in words(alice.get("/share"))
    jobs.send_link(str(omar.id))
    assert session.scalars(select(Message)).all() == []
    alice.post(f"/sharers/{omar.id}/reopen")
    assert alice.get(path).status_code == 200


def test_a_closed_page_makes_room_and_then_stays_closed(alice: FlaskClient, session: Session) -> None:
    alice.post("/sharers", data=OMAR)
    (old,) = sharers(session)
    alice.post(f"/sharers/{old.id}/close")
    assert alice.post("/sharers", data=OMAR).status_code == 303
    answer = alice.post(f"/sharers/{old.id}/reopen")
    assert answer.status_code == 409
    assert "has a newer page" in answer.text


def test_another_partners_page_is_not_there(
    alice: FlaskClient, session: Session, world: World, browse: Callable[[Actor], FlaskClient]
) -> None:
    alice.post("/sharers", data=OMAR)
    (omar,) = sharers(session)
    charlie = browse(world.charlie)
    assert charlie.post(f"/sharers/{omar.id}/close").status_code == 404
    assert charlie.post(f"/sharers/{omar.id}/reopen").status_code == 404
    assert sharers(session)[0].revoked_at is None
    assert charlie.post("/sharers", data=OMAR).status_code == 303  # the same person may share for two firms


def test_who_does_not_market_has_their_own_page_and_gives_none(
    session: Session, world: World, browse: Callable[[Actor], FlaskClient]
) -> None:
    person = cast.person(
        session, email="eve@kestrel.example", name="Eve Sample", role=Role.EMPLOYEE, partner_id=world.partner.id
    )
    eve = browse(cast.actor(person))
    assert eve.post("/share").status_code == 303
    assert eve.post("/sharers", data=OMAR).status_code == 403
    assert "Give a colleague a page" not in eve.get("/share").text
    vera = browse(cast.actor(cast.vera(session)))
    assert vera.get("/share").status_code == 404
