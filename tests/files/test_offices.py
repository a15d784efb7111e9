"""A partner with several offices and brands: its files, the links in them and the pages they lead to, in each."""

from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pptx import Presentation
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.branding.actions import close_office
from tcma.branding.models import Office
from tcma.catalogue.models import AssetRow
from tcma.composing.models import Link
from tcma.files.models import FileLink, FileWords
from tests.branding.south import NOW, south
from tests.deals.pages import signed_in, words
from tests.events.world import build as lunches_of
from tests.files.test_views import PAPER, SLUG, Browse
from tests.launches.world import World

DECK, PICTURE, CODE = f"/files/{SLUG}/deck.pptx", f"/files/{SLUG}/picture/square.png", f"/files/{SLUG}/code.svg"
SHEET = f"/files/{SLUG}/sheet.png"
EVERYWHERE = [
    PAPER, DECK, PICTURE, CODE, SHEET, "/files", f"/files/{SLUG}/sheet/words", "/files/signature",
    "/files/signature/shown", "/files/card.vcf",
]  # fmt: skip


@pytest.fixture
def office(session: Session, world: World) -> Office:
    return south(session, world.partner.id)


@pytest.fixture
def alice(world: World, browse: Browse) -> FlaskClient:
    return browse(world.alice)


def said(pdf: bytes) -> str:
    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


def leads(pdf: bytes) -> str:
    """The path of the tracked link in a paper."""
    notes = PdfReader(BytesIO(pdf)).pages[0]["/Annots"]
    found = (str(one.get_object()["/A"]["/URI"]) for one in notes)  # type: ignore[attr-defined]  # a dictionary
    return urlsplit(next(one for one in found if "/s/" in one)).path


def test_a_partner_with_one_brand_sees_no_choice(session: Session, world: World, alice: FlaskClient) -> None:
    for path in ("/files", "/files/signature"):
        assert 'name="office"' not in alice.get(path).text
    assert "all your brands" not in alice.get(f"/files/{SLUG}/sheet/words").text
    closed = south(session, world.partner.id)
    close_office(session, partner_id=world.partner.id, office_id=closed.id, now=NOW)
    assert 'name="office"' not in alice.get("/files").text


def test_whoever_has_several_chooses_one_and_every_address_on_the_page_is_of_it(
    alice: FlaskClient, office: Office
) -> None:
    page = alice.get("/files").text
    assert f'value="{office.id}"' in page
    assert "office=" not in page
    chosen = alice.get(f"/files?lang=de&office={office.id}").text
    assert f'value="{office.id}" selected' in chosen
    files = [part.split('"')[0] for part in chosen.split(f'="/files/{SLUG}/')[1:]]
    assert files
    assert [one for one in files if f"office={office.id}" not in one or "lang=de" not in one] == []
    assert 'type="hidden" name="lang" value="de"' in chosen


def test_papers_decks_and_pictures_wear_the_chosen_brand(world: World, alice: FlaskClient, office: Office) -> None:
    asked = f"?office={office.id}"
    main, other = said(alice.get(PAPER).data), said(alice.get(PAPER + asked).data)
    for own in ("Kestrel South", "Bea Sample", "bea@south.example", "+49 89 555 0100"):
        assert own in other
        assert own not in main
    assert world.partner.name in main
    assert world.partner.name not in other
    deck = Presentation(BytesIO(alice.get(DECK + asked).data))
    shown = " ".join(one.text_frame.text for page in deck.slides for one in page.shapes if one.has_text_frame)
    assert "Kestrel South" in shown
    for path in (PICTURE, SHEET):
        assert alice.get(path + asked).data != alice.get(path).data
    named = alice.get(PAPER + asked).headers["Content-Disposition"]
    assert 'filename="readiness-sheet-en-munich.pdf"' in named


def test_each_brand_has_one_link_for_each_place(session: Session, alice: FlaskClient, office: Office) -> None:
    places = (PAPER, DECK, PICTURE, CODE)
    for query in ("", f"?office={office.id}", "", f"?office={office.id}", "?office="):
        for path in places:
            assert alice.get(path + query).status_code == 200
    rows = session.execute(select(FileLink.office_id, func.count()).group_by(FileLink.office_id)).all()
    assert dict(rows) == {None: len(places), office.id: len(places)}
    assert leads(alice.get(PAPER).data) != leads(alice.get(f"{PAPER}?office={office.id}").data)
    found = select(Link.asset_id, Link.partner_id).join(FileLink, FileLink.link_id == Link.id)
    own = [set(session.execute(found.where(FileLink.office_id.is_not_distinct_from(one)))) for one in (None, office.id)]
    assert own[0] == own[1]  # both are credited to the same assets of the same partner


def test_the_link_leads_to_a_page_in_the_same_brand_and_stays_in_it(
    app: Flask, session: Session, world: World, alice: FlaskClient, office: Office
) -> None:
    visitor = app.test_client()
    tracked = leads(alice.get(f"{PAPER}?office={office.id}").data)
    place = urlsplit(str(visitor.get(tracked).location))
    assert place.path == f"/c/en/{world.partner.slug}/office/{office.id}/kit/{SLUG}/landing"
    page = visitor.get(f"{place.path}?{place.query}").text
    assert "Kestrel South" in page
    assert "#B45309" in page.upper()
    assert world.partner.name not in page
    inside = [part.split('"')[0] for part in page.split('"/c/')[1:]]
    assert inside
    assert [one for one in inside if f"/office/{office.id}/" not in one] == []
    elsewhere = visitor.get(place.path.replace("/en/", "/fr/"))
    assert str(elsewhere.location).endswith(place.path)
    main = visitor.get(f"/c/en/{world.partner.slug}/kit/{SLUG}/landing").text
    assert world.partner.name in main
    assert [one for one in (page, main) if f"/office/{office.id}" in one] == [page]


def test_a_retired_brand_is_offered_no_more_and_what_was_printed_in_it_goes_on(
    app: Flask, session: Session, world: World, alice: FlaskClient, office: Office
) -> None:
    tracked = leads(alice.get(f"{PAPER}?office={office.id}").data)
    close_office(session, partner_id=world.partner.id, office_id=office.id, now=NOW)
    for path in EVERYWHERE:
        answer = alice.get(f"{path}?office={office.id}")
        assert answer.status_code == 404, path
        assert "Munich can't be chosen any more." in words(answer, 404), path
    visitor = app.test_client()
    assert "Kestrel South" in visitor.get(str(visitor.get(tracked).location)).text


def test_a_renamed_brand_keeps_its_links(session: Session, alice: FlaskClient, office: Office) -> None:
    before = leads(alice.get(f"{PAPER}?office={office.id}").data)
    office.name, office.company_name = "Augsburg", "Kestrel Swabia"
    session.flush()
    renamed = alice.get(f"{PAPER}?office={office.id}")
    assert "Kestrel Swabia" in said(renamed.data)
    assert "sheet-en-augsburg.pdf" in renamed.headers["Content-Disposition"]
    assert leads(renamed.data) == before


def test_nobody_takes_another_partners_brand(
    app: Flask, session: Session, world: World, browse: Browse, office: Office
) -> None:
    charlie = browse(world.charlie)
    for wrong in (office.id, uuid4(), "x", f"{office.id} ", "%00"):
        for path in EVERYWHERE:
            answer = charlie.get(f"{path}?office={wrong}")
            assert "This office or brand is not among yours." in words(answer, 404), (path, wrong)
            assert "Kestrel" not in answer.text
    own = {"w:sheet.own.text": "Ours."}
    assert charlie.post(f"/files/{SLUG}/sheet/words?office={office.id}", data=own).status_code == 404
    assert session.scalars(select(FileWords)).all() == []
    assert session.scalars(select(FileLink)).all() == []
    other = app.test_client()
    for wrong in (office.id, uuid4()):
        place = f"/c/en/alderfinch/office/{wrong}/kit/{SLUG}/landing"
        assert (other.get(place).status_code, other.post(place, data={}).status_code) == (404, 404)


def test_own_words_stand_in_the_files_of_every_brand(session: Session, alice: FlaskClient, office: Office) -> None:
    place = f"/files/{SLUG}/sheet/words?lang=en&office={office.id}"
    assert "in the brand of Kestrel South" in words(alice.get(place))
    answer = alice.post(place, data={"w:sheet.own.text": "We answer at night."})
    assert answer.headers["Location"] == place
    for query in ("", f"?office={office.id}"):
        assert "We answer at night." in said(alice.get(PAPER + query).data)


def test_a_signature_and_a_card_are_of_the_chosen_brand(session: Session, alice: FlaskClient, office: Office) -> None:
    asked = f"kit={SLUG}&office={office.id}"
    assert f'value="{office.id}" selected' in alice.get(f"/files/signature?{asked}").text
    shown = alice.get(f"/files/signature/shown?{asked}").text
    assert "Kestrel South" in shown
    assert 'href="tel:+49895550100"' in shown
    (row,) = session.execute(select(FileLink.office_id, Link.url).join(Link, Link.id == FileLink.link_id))
    assert (row[0], f"/office/{office.id}/" in row[1]) == (office.id, True)
    card = alice.get(f"/files/card.vcf?office={office.id}").text
    assert "ORG:Kestrel South" in card


def test_whoever_changes_the_brand_of_a_signature_keeps_their_own_number_but_not_that_of_the_other_brand(
    alice: FlaskClient, office: Office
) -> None:
    for typed, comes in (("%2B49+89+555+0100", ""), ("%2B49+170+1", "tel:+491701"), ("", "")):
        shown = alice.get(f"/files/signature/shown?phone={typed}").text
        assert (comes in shown, "555" in shown) == (True, False), typed
    assert "tel:+49895550100" in alice.get(f"/files/signature/shown?office={office.id}&phone=%2B49+89+555+0100").text


def test_an_events_files_keep_the_brand_it_was_opened_in(app: Flask, session: Session) -> None:
    lunches = lunches_of(session)
    client = signed_in(app, session, lunches.alice)
    office, now = south(session, lunches.partner.id), clock.now(session)
    event = lunches.published(now=now)
    flyer = f"/files/zero-trust-lunch/flyer.pdf?event={event.id}"
    main, other = client.get(flyer).data, client.get(f"{flyer}&office={office.id}").data
    assert "Kestrel South" not in said(other)
    assert leads(main) == leads(other)
    event.office_id = office.id
    session.flush()
    worn = client.get(flyer).data
    assert "Kestrel South" in said(worn)
    assert leads(worn) == leads(main)  # an event's place has one link, as before


def test_assets_of_the_links_are_those_of_the_main_brand(session: Session, alice: FlaskClient, office: Office) -> None:
    for query in ("", f"?office={office.id}"):
        alice.get(CODE + query)
    keys = session.execute(
        select(FileLink.office_id, AssetRow.key).join(Link, Link.id == FileLink.link_id)
        .join(AssetRow, AssetRow.id == Link.asset_id)
    )  # fmt: skip
    assert dict(keys.all()) == {None: "landing", office.id: "landing"}
