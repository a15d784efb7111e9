"""What a partner takes along: the page, the files, and what becomes of the links in them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pptx import Presentation
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.access import Actor, Role
from tcma.catalogue.models import AssetRow
from tcma.composing.models import Link
from tcma.files.models import FileLink, FileWords
from tests import cast
from tests.deals.pages import signed_in, words
from tests.events.world import World as Lunches
from tests.events.world import build as lunches_of
from tests.launches.world import World

Browse = Callable[[Actor], FlaskClient]
SLUG = "readiness"
PAPER = f"/files/{SLUG}/sheet.pdf"


def codes(session: Session) -> dict[str, str]:
    """{medium: code} of the links there are."""
    rows = session.execute(select(FileLink.medium, Link.code).join(Link, Link.id == FileLink.link_id))
    return {medium: str(code) for medium, code in rows}


def test_the_page_has_every_campaign_in_the_partners_brand(world: World, browse: Browse) -> None:
    shown = browse(world.alice).get("/files")
    said = words(shown)
    for part in ("One page", "Slides", "Pictures for networks", "Instagram", "Code for print"):
        assert part in said
    assert "style=" not in shown.text
    assert words(browse(world.charlie).get("/files"))


def test_a_paper_and_a_deck_come_as_files_in_the_partners_name(world: World, browse: Browse) -> None:
    client = browse(world.alice)
    answer = client.get(PAPER)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert 'attachment; filename="readiness-sheet-en.pdf"' in answer.headers["Content-Disposition"]
    assert world.partner.name in PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    deck = client.get(f"/files/{SLUG}/deck.pptx")
    assert len(Presentation(BytesIO(deck.data)).slides) == 3
    assert client.get(f"/files/{SLUG}/sheet.png").data.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", [
    f"/files/{SLUG}/sheet.pptx", f"/files/{SLUG}/deck.pdf", f"/files/{SLUG}/email-1.pdf", "/files/none/sheet.pdf",
    f"/files/{SLUG}/picture/huge.png", f"/files/{SLUG}/deck.png",
])  # fmt: skip
def test_what_there_is_not_is_not_found(world: World, browse: Browse, path: str) -> None:
    assert browse(world.alice).get(path).status_code == 404


def test_each_file_has_one_link_of_its_own_for_each_place(session: Session, world: World, browse: Browse) -> None:
    client = browse(world.alice)
    for path in (PAPER, PAPER, f"/files/{SLUG}/deck.pptx", "/files", f"/files/{SLUG}/picture/square.png",
                 f"/files/{SLUG}/code.svg", f"/files/signature?kit={SLUG}"):  # fmt: skip
        assert client.get(path).status_code == 200
    found = codes(session)
    assert found.keys() == {"paper", "deck", "code", "picture-square", "signature"}
    assert len(set(found.values())) == 5
    rows = session.execute(select(FileLink.medium, AssetRow.key).join(Link, Link.id == FileLink.link_id)
                           .join(AssetRow, AssetRow.id == Link.asset_id))  # fmt: skip
    assert dict(rows.all()) == {"paper": "sheet", "deck": "deck", "code": "landing", "picture-square": "posts",
                                "signature": "landing"}  # fmt: skip
    browse(world.charlie).get(PAPER)
    assert session.scalar(select(func.count()).select_from(FileLink)) == 6


def test_the_link_in_a_paper_leads_to_the_partners_page(
    app: Flask, session: Session, world: World, browse: Browse
) -> None:
    pdf = PdfReader(BytesIO(browse(world.alice).get(PAPER).data))
    leads = {str(one.get_object()["/A"]["/URI"]) for one in pdf.pages[0]["/Annots"]}  # type: ignore[attr-defined]  # a dictionary
    (tracked,) = (one for one in leads if "/s/" in one)
    assert tracked.endswith(f"/s/{codes(session)['paper']}")
    answer = app.test_client().get(tracked[tracked.index("/s/") :])
    assert answer.status_code in (302, 303)
    assert f"/c/en/{world.partner.slug}/kit/{SLUG}/landing" in str(answer.location)


def test_own_words_stand_in_the_file_and_locked_ones_cannot_be_changed(
    session: Session, world: World, browse: Browse
) -> None:
    client, place = browse(world.alice), f"/files/{SLUG}/sheet/words"
    assert "Your line" in words(client.get(place))
    assert client.post(place, data={"w:sheet.own.text": "We answer {{7*7}} times."}).status_code == 422
    client.post(place, data={"w:sheet.own.text": "We answer at night.", "w:sheet.headline.text": "Do you?"})
    said = PdfReader(BytesIO(client.get(PAPER).data)).pages[0].extract_text()
    assert "We answer at night." in said
    assert "Do you?" in said
    for locked in ("sheet.intro.text", "sheet.act.label", "sheet.list.items", "sheet.title"):
        assert client.post(place, data={f"w:{locked}": "Buy now"}).status_code >= 400, locked
    assert session.scalars(select(FileWords.words)).one() == {
        "sheet.own.text": "We answer at night.", "sheet.headline.text": "Do you?",
    }  # fmt: skip
    assert "We answer at night." not in words(browse(world.charlie).get(place))


def test_colleagues_may_take_files_but_not_write_into_them(session: Session, world: World, app: Flask) -> None:
    dora = cast.person(
        session, email="dora@kestrel.example", name="Dora Sample", role=Role.EMPLOYEE, partner_id=world.partner.id
    )
    client = signed_in(app, session, cast.actor(dora))
    assert client.get(PAPER).status_code == 200
    assert client.get(f"/files/{SLUG}/sheet/words").status_code == 403
    vera = signed_in(app, session, cast.actor(cast.vera(session)))
    assert vera.get(PAPER).status_code == 404


def test_a_signature_is_ready_to_be_copied_and_a_card_to_be_kept(world: World, browse: Browse) -> None:
    client = browse(world.alice)
    shown = client.get(f"/files/signature?kit={SLUG}&phone=%2B49+1")
    assert "Copy the HTML" in words(shown)
    frame = client.get(f"/files/signature/shown?kit={SLUG}&phone=%2B49+1")
    assert 'href="tel:+491"' in frame.text
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    card = client.get("/files/card.vcf")
    assert (card.mimetype, b"BEGIN:VCARD" in card.data) == ("text/vcard", True)


def test_a_marketer_sees_a_file_before_it_is_published(app: Flask, session: Session, world: World) -> None:
    vera = signed_in(app, session, cast.actor(cast.vera(session)))
    page = vera.get(f"/hq/campaigns/{SLUG}?part=sheet")
    assert "See it as a file" in words(page)
    answer = vera.get(f"/hq/campaigns/{SLUG}/file/sheet.pdf?lang=de")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    for other in ("file/deck.pdf", "file/email-1.pdf", "file/sheet.pdf?lang=xx"):
        assert vera.get(f"/hq/campaigns/{SLUG}/{other}").status_code == 404
    assert signed_in(app, session, world.alice).get(f"/hq/campaigns/{SLUG}/file/sheet.pdf").status_code == 404


@pytest.fixture
def lunches(session: Session) -> Lunches:
    return lunches_of(session)


def test_an_events_paper_says_when_and_where_and_its_code_leads_to_a_seat(
    app: Flask, session: Session, lunches: Lunches
) -> None:
    event = lunches.published()
    client = signed_in(app, session, lunches.alice)
    assert "Sheet for the counter and the door" in words(client.get("/files"))
    asked = f"?event={event.id}&lang=en"
    pdf = PdfReader(BytesIO(client.get(f"/files/zero-trust-lunch/flyer.pdf{asked}").data)).pages[0]
    said = " ".join(pdf.extract_text().translate(str.maketrans("", "", "\u2068\u2069")).split())
    assert event.place in said
    tracked = next(str(one.get_object()["/A"]["/URI"]) for one in pdf["/Annots"] if "/s/" in str(one.get_object()))  # type: ignore[attr-defined]  # a dictionary
    answer = app.test_client().get(tracked[tracked.index("/s/") :])
    assert f"/{event.id}" in str(answer.location)
    charlie = signed_in(app, session, lunches.charlie)
    assert charlie.get(f"/files/zero-trust-lunch/flyer.pdf{asked}").status_code == 404
    for other in (f"/files/readiness/flyer.pdf{asked}", "/files/zero-trust-lunch/flyer.pdf?event=x",
                  "/files/zero-trust-lunch/flyer.pdf"):  # fmt: skip
        assert client.get(other).status_code == 404
