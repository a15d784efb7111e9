"""The same browser again: a number in a first-party cookie, where the country lets us and nobody objects."""

import secrets
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.adapters.hits import ValkeyHits
from tcma.audiences.models import ContactTraits
from tcma.base import tokens
from tcma.base.db import new_id
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.composing.models import Link
from tcma.tracking import jobs
from tcma.tracking.actions import join_browser
from tcma.tracking.models import Hit, Touch
from tcma.tracking.rules import CLICK, SHARED, TouchKind, token_payload
from tcma.tracking.rules.browsers import COOKIE, known_browser, may_be_known, new_browser
from tests.tracking.world import CHROME, Sent, World, dated_earlier

HUMAN = {"User-Agent": CHROME}


@pytest.fixture
def here(settings: Settings, world: World, buffer: ValkeyHits, monkeypatch: pytest.MonkeyPatch) -> World:
    """Kestrel's country lets it; hits have settled as soon as they come."""
    provide(Settings, settings.model_copy(update={"visitor_cookie_countries": (world.partner.country, "US")}))
    dated_earlier(monkeypatch, timedelta(seconds=5))
    return world


def mailed(sent: Sent) -> str:
    return f"/r/{tokens.sign(CLICK, token_payload(sent.message.id, sent.page.id))}"


def shared(world: World) -> str:
    """A link that somebody posted."""
    code = "".join(secrets.choice("abcdefghij") for _ in range(10))  # addresses of links are remembered
    world.session.add(
        Link(
            id=new_id(), composition_id=None, partner_id=world.partner_id, version_id=world.version.id,
            asset_id=world.assets["readiness"].id, language="en", position=0, kind=SHARED, label="",
            url="https://northgate.example/paper", origin_id=None, code=code,
        )
    )  # fmt: skip
    world.session.flush()
    return f"/s/{code}"


def touches(session: Session) -> list[Touch]:
    jobs.ingest()
    session.expire_all()
    return list(session.scalars(select(Touch).order_by(Touch.at, Touch.id)))


def test_a_number_says_nothing_and_only_ours_are_read() -> None:
    numbers = {new_browser() for _ in range(100)}
    assert len(numbers) == 100
    assert all(known_browser(one) == one for one in numbers)
    others = (None, "", "short", "A" * 23, "A" * 21 + "%", "' OR 1=1 --          ")
    assert {known_browser(one) for one in others} == {""}


def test_a_click_gives_the_browser_a_number_and_the_next_one_brings_it(here: World, client: FlaskClient) -> None:
    sent = here.mail(here.contact())
    answer = client.get(mailed(sent), headers=HUMAN)
    cookie = answer.headers["Set-Cookie"]
    number = cookie.partition("=")[2].partition(";")[0]
    assert known_browser(number)
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=7776000"} <= {part.strip() for part in cookie.split(";")}
    client.get(mailed(sent), headers=HUMAN)
    jobs.ingest()
    assert set(here.session.scalars(select(Hit.visitor))) == {number}


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_who_asks_not_to_be_followed_gets_none_and_loses_the_one_they_had(
    here: World, client: FlaskClient, header: str
) -> None:
    sent = here.mail(here.contact())
    assert "Set-Cookie" not in client.get(mailed(sent), headers={**HUMAN, header: "1"}).headers
    client.get(mailed(sent), headers=HUMAN)
    answer = client.get(mailed(sent), headers={**HUMAN, header: "1"})
    assert answer.headers["Set-Cookie"].startswith(f"{COOKIE}=; Max-Age=0;")
    jobs.ingest()
    assert sorted(map(bool, here.session.scalars(select(Hit.visitor)))) == [False, False, True]


def test_the_whole_address_of_who_asks_not_to_be_followed_goes_within_the_hour(
    here: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = here.mail(here.contact())
    dated_earlier(monkeypatch, timedelta(minutes=6))
    for header in ({}, {"DNT": "1"}):
        client.get(mailed(sent), headers={**HUMAN, **header})
    jobs.ingest()
    jobs.forget()
    assert sorted(here.session.scalars(select(Hit.ip))) == ["127.0.0.1", "~127.0.0.0"]


def test_in_a_country_that_is_not_listed_no_browser_gets_a_number() -> None:
    assert may_be_known("https lang", "US", ("US", "CA"))
    assert not may_be_known("https lang", "DE", ("US", "CA"))
    assert not may_be_known("https lang", "", ())
    assert not may_be_known("https private lang", "US", ("US",))


def test_a_post_that_is_followed_in_the_browser_of_a_mails_reader_is_that_contacts(
    here: World, client: FlaskClient
) -> None:
    contact = here.contact()
    client.get(mailed(here.mail(contact)), headers=HUMAN)
    jobs.ingest()
    client.get(shared(here), headers=HUMAN)
    click, share = touches(here.session)
    assert (click.kind, share.kind) == (TouchKind.CLICK, TouchKind.SHARE)
    assert share.contact_id == click.contact_id == contact.id
    assert share.browser == click.browser
    traits = here.session.scalars(select(ContactTraits.touches).where(ContactTraits.contact_id == contact.id))
    assert list(traits) == [2]


def test_what_the_browser_did_before_becomes_the_contacts_with_the_first_link_that_was_mailed(
    here: World, client: FlaskClient
) -> None:
    post, contact = shared(here), here.contact()
    client.get(post, headers=HUMAN)
    (share,) = touches(here.session)
    assert share.contact_id is None
    client.get(mailed(here.mail(contact)), headers=HUMAN)
    assert {one.contact_id for one in touches(here.session)} == {contact.id}


def test_joining_a_browser_twice_is_once(here: World, client: FlaskClient) -> None:
    client.get(shared(here), headers=HUMAN)
    (share,) = touches(here.session)
    contact = here.contact("omar@visitor.example")
    number = share.browser or ""
    joined = [
        join_browser(here.session, partner_id=here.partner_id, browser=number, contact_id=contact.id) for _ in range(2)
    ]
    assert joined == [1, 0]
    here.session.refresh(share)
    assert share.contact_id == contact.id


def test_at_another_partner_the_number_means_nothing(here: World, client: FlaskClient) -> None:
    client.get(shared(here), headers=HUMAN)
    (share,) = touches(here.session)
    assert here.charlie.partner_id is not None
    other = here.contact("omar@visitor.example", partner_id=here.charlie.partner_id)
    assert join_browser(
        here.session, partner_id=here.charlie.partner_id, browser=share.browser or "", contact_id=other.id
    ) == 0  # fmt: skip
    here.session.refresh(share)
    assert share.contact_id is None


def test_a_contact_who_lives_where_it_is_not_allowed_is_never_joined(here: World, client: FlaskClient) -> None:
    contact = here.contact()
    contact.country = "FR"
    here.session.flush()
    client.get(mailed(here.mail(contact)), headers=HUMAN)
    (click,) = touches(here.session)
    assert (click.contact_id, click.browser) == (contact.id, None)
    client.get(shared(here), headers=HUMAN)
    assert [one.contact_id for one in touches(here.session) if one.kind is TouchKind.SHARE] == [None]
