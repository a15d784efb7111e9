"""Variants of a page: who sees which, what is counted, and how the comparison ends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.db import new_id
from tcma.catalogue.rules import Block, Kit, from_json, to_json
from tcma.tracking.actions import class_hits, decide, keep_hits, record_response
from tcma.tracking.models import PageTest
from tcma.tracking.queries import Comparison, Varied, comparison
from tcma.tracking.rules import ResponseKind
from tcma.tracking.rules.comparing import Tally, Verdict
from tests import cast
from tests.deals.pages import signed_in, words
from tests.launches.place import TYPED, Place
from tests.tracking.world import KIT, NOW, Sent

HEADS = {"plain": "Know where you stand", "bold": "Twelve minutes that may save your year"}


def kit_of_two(decides: str = "") -> Kit:
    *others, page = KIT.assets
    heads = tuple(Block(f"head-{name}", "heading", "locked", 0, {"text": text}, name) for name, text in HEADS.items())
    blocks = (page.blocks[0], *heads, *page.blocks[2:])
    return replace(KIT, assets=(*others, replace(page, blocks=blocks, variants=tuple(HEADS), decides=decides)))


@pytest.fixture
def two(place: Place) -> Place:
    place.world.version.content = to_json(kit_of_two())
    place.session.flush()
    return place


def varied(place: Place) -> Varied:
    page = from_json(place.world.version.content).asset("readiness")
    return Varied(place.world.partner_id, place.launch.id, place.world.assets["readiness"], page)


def stands(place: Place) -> Comparison:
    return comparison(place.session, varied(place))


def seen(text: str) -> str:
    (name,) = [name for name, head in HEADS.items() if head in text]
    return name


def reader(place: Place, number: int, *, clicks: bool = True) -> tuple[Contact, Sent]:
    """Somebody with a mail, who clicked its link unless said otherwise."""
    contact = place.world.contact(f"reader{number}@alnoor.example")
    sent = place.world.mail(contact)
    if clicks:
        keep_hits(place.session, [place.world.raw(sent, at=NOW)])
        class_hits(place.session)
    return contact, sent


def answer(place: Place, contact: Contact, sent: Sent, variant: str) -> None:
    response = record_response(
        place.session, partner_id=place.world.partner_id, contact_id=contact.id, kind=ResponseKind.FORM,
        asset_id=place.world.assets["readiness"].id, launch_id=place.launch.id, language="en",
        message_id=sent.message.id, link_id=sent.page.id, key=f"form:{new_id()}", variant=variant,
        now=NOW + timedelta(minutes=1),
    )  # fmt: skip
    decide(place.session, response.id, now=NOW + timedelta(minutes=1))


def crowd(place: Place, *, answers: int, of: str = "bold") -> None:
    """Readers who clicked, of whom the first of one variant answer."""
    for number in range(4 * answers):
        contact, sent = reader(place, number)
        if varied(place).variant_of(f"c:{contact.id}") == of and answers:
            answer(place, contact, sent, of)
            answers -= 1


def test_a_reader_keeps_the_variant_over_mails_languages_and_the_form(two: Place) -> None:
    contact, first = reader(two, 1)
    second = two.world.mail(contact, "email-2")
    shown = {seen(two.get(f"{two.path}?v={two.visit(one)}").text) for one in (first, second, first)}
    assert len(shown) == 1
    fields = two.shown(two.get(f"{two.path}?v={two.visit(first)}"))
    two.client.post(two.path, data={**fields, "message": "Yes"})
    assert [one.variant for one in two.responses()] == list(shown)


def test_both_variants_are_shown_and_each_has_one_heading(two: Place) -> None:
    pages = [two.get(f"{two.path}?v={two.visit(reader(two, number, clicks=False)[1])}").text for number in range(12)]
    assert {seen(text) for text in pages} == set(HEADS)
    assert {text.count("<h1") for text in pages} == {1}


def test_a_visitor_without_a_mail_keeps_the_variant_for_the_day_without_a_cookie(two: Place) -> None:
    agents = [f"Mozilla/5.0 (X11) Browser/{number}" for number in range(12)]
    shown = [[seen(two.get(headers={"User-Agent": agent}).text) for _ in range(3)] for agent in agents]
    assert all(len(set(one)) == 1 for one in shown)
    assert {one[0] for one in shown} == set(HEADS)
    assert "Set-Cookie" not in two.get().headers


def test_people_whom_a_mail_led_here_are_counted_and_nobody_else(two: Place) -> None:
    contact, sent = reader(two, 1)
    name = varied(two).variant_of(f"c:{contact.id}")
    answer(two, contact, sent, name)
    answer(two, contact, sent, name)  # the same person again
    reader(two, 2, clicks=False)
    two.send(**{**TYPED, "email": "passer-by@elsewhere.example"})
    scanned = two.world.mail(two.world.contact("scanned@alnoor.example"))
    keep_hits(two.session, [two.world.raw(scanned, agent="Barracuda", at=NOW)])
    class_hits(two.session)
    found = stands(two).tallies
    assert found[name] == Tally(1, 1)
    assert sum(one.seen for one in found.values()) == 1
    assert len(two.responses()) == 3


def test_who_clicks_a_link_elsewhere_has_not_seen_the_page(two: Place) -> None:
    _, sent = reader(two, 1, clicks=False)
    keep_hits(two.session, [two.world.raw(sent, sent.other, at=NOW)])
    class_hits(two.session)
    assert sum(one.seen for one in stands(two).tallies.values()) == 0


def test_own_people_decide_nothing(two: Place) -> None:
    alice = two.world.contact("alice@kestrel.example")
    answer(two, alice, two.world.mail(alice), "bold")
    assert stands(two).tallies == {"plain": Tally(0, 0), "bold": Tally(0, 0)}


def test_a_better_variant_is_not_chosen_where_a_person_decides(two: Place) -> None:
    crowd(two, answers=10)
    found = stands(two)
    assert (found.judgement.verdict, found.judgement.best) == (Verdict.BETTER, "bold")
    assert found.chosen == ""


def test_where_the_kit_lets_it_the_comparison_ends_by_itself_and_never_too_soon(place: Place) -> None:
    place.world.version.content = to_json(kit_of_two("itself"))
    place.session.flush()
    crowd(place, answers=7)
    assert stands(place).chosen == ""
    contact, sent = reader(place, 900)
    answer(place, contact, sent, "bold")
    (row,) = place.session.scalars(select(PageTest))
    assert (row.chosen, row.chosen_by, row.partner_id) == ("bold", None, place.world.partner_id)
    visits = [two_see(place, number) for number in range(901, 909)]
    assert set(visits) == {"bold"}


def test_a_choice_that_was_clear_is_not_called_too_early_by_later_answers(
    place: Place, app: Flask, session: Session
) -> None:
    place.world.version.content = to_json(kit_of_two("itself"))
    place.session.flush()
    crowd(place, answers=8)
    for number in range(900, 903):
        answer(place, *reader(place, number), "plain")
    found = stands(place)
    assert (found.chosen, found.judgement.verdict) == ("bold", Verdict.EARLY)
    shown = words(signed_in(app, session, cast.actor(place.world.alice)).get(f"/runs/{place.launch.id}"))
    assert "It was chosen by itself when it was clearly ahead." in shown
    assert "too early" not in shown


def two_see(place: Place, number: int) -> str:
    return seen(place.get(f"{place.path}?v={place.visit(reader(place, number, clicks=False)[1])}").text)


def test_the_partner_chooses_goes_on_and_lets_it_decide(two: Place, app: Flask, session: Session) -> None:
    reader(two, 1)
    client = signed_in(app, session, cast.actor(two.world.alice))
    run = f"/runs/{two.launch.id}"
    assert "Which variant gets more answers" in words(client.get(run))
    client.post(f"{run}/pages/readiness/variant", data={"variant": "bold"})
    assert "Everyone sees “bold” since" in words(client.get(run))
    assert {two_see(two, number) for number in range(10, 16)} == {"bold"}
    assert client.post(f"{run}/pages/readiness/variant", data={"variant": "nothing"}).status_code == 422
    client.post(f"{run}/pages/readiness/variant", data={"variant": ""})
    assert {two_see(two, number) for number in range(20, 32)} == set(HEADS)
    client.post(f"{run}/pages/readiness/decides", data={"by_itself": "yes"})
    assert "It ends by itself as soon as one is clearly better." in words(client.get(run))


def test_another_partner_decides_nothing_here(two: Place, app: Flask, session: Session) -> None:
    charlie = signed_in(app, session, cast.actor(two.world.charlie))
    answered = charlie.post(f"/runs/{two.launch.id}/pages/readiness/variant", data={"variant": "bold"})
    assert answered.status_code == 404
    assert session.scalars(select(PageTest)).all() == []


def test_a_page_without_variants_has_nothing_to_choose(place: Place, app: Flask, session: Session) -> None:
    alice = signed_in(app, session, cast.actor(place.world.alice))
    answered = alice.post(f"/runs/{place.launch.id}/pages/readiness/variant", data={"variant": "bold"})
    assert answered.status_code == 404


def test_the_run_shows_where_the_pages_are_and_what_a_website_takes(
    place: Place, app: Flask, session: Session
) -> None:
    place.world.partner.website = "https://kestrel.example"
    alice = signed_in(app, session, cast.actor(place.world.alice))
    text = alice.get(f"/runs/{place.launch.id}").text
    assert f'href="{place.world.page_url}"' in text
    assert f"&lt;iframe src=&#34;{place.world.page_url}/embed&#34;" in text
    assert "<iframe" not in text
    assert "https://kestrel.example" in text


def test_held_answers_are_looked_at_on_their_page(place: Place, app: Flask, session: Session) -> None:
    place.send(message="https://a.example https://b.example https://c.example")
    alice = signed_in(app, session, cast.actor(place.world.alice))
    assert "1 answer seems to be a program's" in words(alice.get(f"/runs/{place.launch.id}"))
    assert "1 answer seems to be a program's" in words(alice.get("/home"))
    page = alice.get("/held").text
    assert "Its words are full of links." in page
    (action,) = {part.split('"')[0] for part in page.split('action="')[1:] if "/take" in part}
    alice.post(action)
    assert len(place.responses()) == 1
    assert "Nothing to look at" in words(alice.get("/held"))


def test_the_launch_page_previews_each_variant_as_it_will_be(
    two: Place, app: Flask, session: Session
) -> None:
    alice: FlaskClient = signed_in(app, session, cast.actor(two.world.alice))
    page = alice.get("/launch/readiness?part=readiness").text
    assert "variant=bold" in page
    for name, head in HEADS.items():
        preview = alice.get(f"/launch/readiness/part/readiness?variant={name}").text
        assert head in preview


def test_the_preview_is_what_visitors_get_to_the_letter(place: Place, app: Flask, session: Session) -> None:
    alice: FlaskClient = signed_in(app, session, cast.actor(place.world.alice))
    for language in ("en", "de", "ar"):
        shown = place.get(place.path.replace("/en/", f"/{language}/")).text
        preview = alice.get(f"/launch/readiness/part/readiness?lang={language}").text
        for part in (".story", "style", "footer", "h1", ".field"):
            ours, theirs = HTMLParser(preview).css(part), HTMLParser(shown).css(part)
            assert ours
            assert [one.text() for one in ours] == [one.text() for one in theirs]
