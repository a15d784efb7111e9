"""Stored mails and their links."""

import pytest
from sqlalchemy.orm import Session

from tcma.branding.models import BrandKit
from tcma.catalogue.models import KitVersion
from tcma.composing import actions, queries
from tcma.composing.models import Composition
from tcma.composing.rules import Locked, NoAddress, Note, fields_from_json, placeholders
from tcma.partners.models import Partner
from tests.composing.conftest import NOW
from tests.composing.kits import KIT


def landing(key: str) -> str:
    return f"https://go.example/c/en/brightwave/1/{key}"


def compose(session: Session, version: KitVersion, partner: Partner, language: str = "en", **own: str) -> Composition:
    return actions.compose(
        session, version=version, asset_key="email-1", partner_id=partner.id, language=language,
        own_words={key.replace("__", "."): words for key, words in own.items()}, origin_id=partner.id,
        landing_url=landing, now=NOW,
    )  # fmt: skip


def test_a_composed_mail_is_stored_with_its_fields_and_links(
    session: Session, version: KitVersion, brightwave: Partner
) -> None:
    row = compose(session, version, brightwave, "ar")
    fields = fields_from_json(row.fields)
    assert placeholders(row.subject, row.html, row.text) == {field.name for field in fields}
    links = queries.links(session, row.id)
    assert [(link.position, link.kind, link.url) for link in links] == [
        (0, "page", landing("landing")), (1, "page", landing("landing")),
        (2, "talk", landing("landing") + "#form"), (3, "trap", landing("landing")),
    ]  # fmt: skip
    assert {link.origin_id for link in links} == {brightwave.id}
    assert {link.language for link in links} == {"ar"}
    assert "/media/kit/" in row.html


def test_composing_twice_gives_the_same_hash(session: Session, version: KitVersion, brightwave: Partner) -> None:
    first, second = compose(session, version, brightwave), compose(session, version, brightwave)
    assert first.id != second.id
    assert first.content_hash == second.content_hash
    assert first.content_hash != compose(session, version, brightwave, **{"email-1__own__text": "Mine."}).content_hash


def test_the_preview_is_what_would_be_stored(session: Session, version: KitVersion, brightwave: Partner) -> None:
    mail = queries.mail(
        session, version=version, asset_key="email-1", partner_id=brightwave.id, language="de", own_words={}
    )
    row = compose(session, version, brightwave, "de")
    assert (mail.subject, mail.html, mail.text) == (row.subject, row.html, row.text)


def test_nothing_is_stored_for_a_partner_without_address(
    session: Session, version: KitVersion, brightwave: Partner
) -> None:
    kit = session.get(BrandKit, brightwave.id)
    assert kit is not None
    kit.postal_address = ""
    with pytest.raises(NoAddress):
        compose(session, version, brightwave)
    kit.postal_address = "Dubai"
    with pytest.raises(Locked):
        compose(session, version, brightwave, **{"email-1__law__text": "No audit at all."})
    assert session.query(Composition).count() == 0


def test_the_landing_page_wears_the_brand_and_names_the_vendor(
    session: Session, version: KitVersion, brightwave: Partner
) -> None:
    page = queries.page(
        session, version=version, asset_key="landing", partner_id=brightwave.id, language="en", own_words={},
        landing_url=landing,
    )  # fmt: skip
    assert page.title == "Know where you stand in 12 minutes"
    assert page.look.colour == "#0F766E"
    assert page.form is not None
    assert page.form.names[0] == "first_name"
    assert page.drawing == "shield.svg"


def test_a_note_is_in_the_vendors_name_or_in_the_partners_brand(session: Session, brightwave: Partner) -> None:
    note = Note(
        "Maya invited you\r\nBcc: x", ("Maya {{u}} invited you.",), heading="Join Northgate",
        button=("Join", "https://go.example/in/abc"), facts=(("Role", "Admin"),), why="You get this because of Maya.",
    )  # fmt: skip
    plain = actions.compose_note(session, note=note, language="en", partner_id=None, now=NOW)
    assert plain.subject == "Maya invited you Bcc: x"
    assert "1 Sample Quay" in plain.text
    assert "https://go.example/in/abc" in plain.text
    assert 'href="https://go.example/in/abc"' in plain.html
    assert {field["name"] for field in plain.fields} == {"ob", "cb"}
    branded = actions.compose_note(session, note=note, language="ar", partner_id=brightwave.id, now=NOW)
    assert "Business Bay" in branded.text
    assert 'dir="rtl"' in branded.html
    assert KIT.slug not in branded.html
