"""Storing finished mails with their links, and cards: what is stored here is what is approved, sent and shown."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.actions import writes_about
from tcma.base.db import new_id
from tcma.base.errors import NotFound
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.branding import queries as branding
from tcma.branding.actions import storage_key
from tcma.catalogue import queries as catalogue
from tcma.catalogue.models import KitVersion
from tcma.composing import queries
from tcma.composing.models import Composition, Link
from tcma.composing.rules import (
    Card,
    Mail,
    Note,
    Occasion,
    Page,
    card_of,
    card_png,
    card_svg,
    fields_to_json,
    link_address,
    write_note,
)
from tcma.localization.queries import words


def compose(
    session: Session,
    *,
    version: KitVersion,
    asset_key: str,
    partner_id: UUID,
    language: str,
    own_words: Mapping[str, str],
    origin_id: UUID | None,
    landing_url: Callable[[str], str],
    now: datetime,
    occasion: Occasion | None = None,
    office_id: UUID | None = None,
) -> Composition:
    """The asset as this partner's mail in this language, stored with a Link row for each of its links.

    `own_words` is {segment key: text} in this language; `landing_url` gives the address of a page asset.
    Refuses a brand without postal address, and words for locked regions. The same input gives the same hash.
    """
    mail = queries.mail(
        session, version=version, asset_key=asset_key, partner_id=partner_id, language=language,
        own_words=own_words, occasion=occasion, office_id=office_id,
    )  # fmt: skip
    asset = catalogue.asset_row(session, version.id, asset_key)
    row = _row(mail, now, partner_id)
    row.version_id, row.asset_id, row.office_id = version.id, asset.id, office_id
    session.add(row)
    session.flush()
    kit = catalogue.kit_content(version)
    for spec in mail.links:
        session.add(
            Link(
                id=new_id(), composition_id=row.id, partner_id=partner_id, version_id=version.id, asset_id=asset.id,
                language=language, position=spec.position, kind=spec.kind, label=spec.label,
                url=link_address(kit, spec, landing_url), origin_id=origin_id,
            )
        )  # fmt: skip
    session.flush()
    return row


def compose_note(
    session: Session, *, note: Note, language: str, partner_id: UUID | None, now: datetime,
    office_id: UUID | None = None,
) -> Composition:  # fmt: skip
    """A transactional mail, stored. In the partner's brand, or its office's, where `partner_id` is given, else in the
    vendor's name."""
    brand = branding.brand_of(session, partner_id, office_id) if partner_id else None
    mail = write_note(
        note, language=language, vendor=branding.vendor(session), brand=brand, public_url=use(Settings).public_url
    )
    row = _row(mail, now, partner_id)
    row.office_id = office_id
    session.add(row)
    session.flush()
    return row


def keep_card(storage: Storage, page: Page, version_id: UUID) -> str:
    """The path of the picture that networks show with this page. It is drawn when somebody asks for it.

    What is to be drawn is kept under its hash: nobody can have another picture drawn, and a brand or a
    headline that changes has another path, so that no network goes on showing the old one.
    """
    card = card_of(page, str(version_id))
    if storage.get(f"card/{card.key}.json") is None:
        storage.put(f"card/{card.key}.json", card.to_json().encode())
    return f"/media/card/{card.key}.png"


def draw_card(session: Session, storage: Storage, key: str) -> bytes:
    """The PNG of a card that was kept; NotFound for any other key."""
    drawn = storage.get(f"card/{key}.png")
    if drawn is not None:
        return drawn
    kept = storage.get(f"card/{key}.json")
    if kept is None:
        raise NotFound
    card = Card.from_json(kept)
    logo = storage.get(storage_key(card.logo_key)) if card.logo_key else None
    drawing = catalogue.media(session, UUID(card.version_id), card.drawing) if card.drawing else None
    drawn = card_png(card_svg(card, logo=logo, drawing=drawing))
    storage.put(f"card/{key}.png", drawn)
    return drawn


def _row(mail: Mail, now: datetime, partner_id: UUID | None) -> Composition:
    return Composition(
        id=new_id(), partner_id=partner_id, language=mail.language, subject=mail.subject, html=mail.html,
        text=mail.text, fields=fields_to_json(mail.fields), content_hash=mail.content_hash, created_at=now,
    )  # fmt: skip


def tell_topic(session: Session, *, version: KitVersion, partner_id: UUID, now: datetime) -> None:
    """The partner writes about the topic of this kit from now on: its readers can say that they don't want that."""
    kit = catalogue.kit_content(version)
    names = {tag: words(session, version.id, tag)["kit.topic_name"] for tag in kit.languages if kit.topic_name}
    writes_about(session, partner_id=partner_id, topic=kit.about, names=names, now=now)
