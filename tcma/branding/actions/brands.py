"""Keeping brands: the partner's kit, the vendor's mark."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import NotFound
from tcma.base.storage import Storage
from tcma.branding.models import BrandKit
from tcma.branding.rules import Contact, LegalForm, Logo, VendorFacts, ink, legal_line, on_colour, read_logo
from tcma.branding.rules.logo import MARK, WIDE
from tcma.partners.models import Partner, Programme


@dataclass(frozen=True)
class KeptLogo:
    """A logo in storage, and its variant for dark ground. `colours`: those it is made of, the best known first."""

    key: str
    width: int
    height: int
    dark_key: str
    colours: tuple[str, ...] = ()
    mark_key: str | None = None  # of about square ones

    @property
    def colour(self) -> str | None:
        return self.colours[0] if self.colours else None


def storage_key(key: str) -> str:
    """Where a logo stands in storage."""
    return f"logo/{key}"


def keep_logo(storage: Storage, data: bytes, *, tallest: int = 0, wide: int = WIDE) -> KeptLogo:
    """Read an uploaded logo and keep it under a new name; NotALogo says why not. Call it outside a transaction.

    `tallest` CSS pixels at most, if it is given; `wide` at least. An older logo is not deleted: mails that were sent
    still show it.
    """
    logo: Logo = read_logo(data, tallest=tallest, wide=wide)
    key = _kept(storage, logo.png, logo.width, logo.height)
    dark = key if logo.dark == logo.png else _kept(storage, logo.dark, logo.width, logo.height)
    mark = _kept(storage, logo.mark, MARK, MARK) if logo.mark else None
    return KeptLogo(key, logo.width, logo.height, dark, logo.colours, mark)


def _kept(storage: Storage, png: bytes, width: int, height: int) -> str:
    key = f"{new_id().hex}-{width}x{height}.png"
    storage.put(storage_key(key), png)
    return key


def set_brand(
    session: Session,
    *,
    partner_id: UUID,
    colour: str,
    contact: Contact,
    postal_address: str,
    legal: LegalForm,
    logo: KeptLogo | None,
    now: datetime,
    dark: KeptLogo | None = None,
) -> BrandKit:
    """The partner's brand from now on; without `logo` the one it has stays, and so does `dark`, its twin for dark."""
    if session.get(Partner, partner_id) is None:
        raise NotFound
    kit = session.get(BrandKit, partner_id) or BrandKit(partner_id=partner_id)
    kit.colour, kit.on_colour, kit.ink = colour, on_colour(colour), ink(colour)
    kit.contact_name, kit.contact_email, kit.contact_phone = contact.name, contact.email, contact.phone
    kit.postal_address, kit.updated_at = postal_address, now
    kit.jurisdiction, kit.legal_facts, kit.legal_more = legal.country, dict(legal.facts), legal.more
    kit.legal_footer = legal_line(legal.country, legal.facts, legal.more)
    if logo is not None:
        kit.logo_key, kit.logo_width, kit.logo_height = logo.key, logo.width, logo.height
        kit.dark_logo_key, kit.mark_key, kit.colours = logo.dark_key, logo.mark_key, list(logo.colours)
    if dark is not None:
        kit.dark_logo_key = dark.dark_key
    session.add(kit)
    session.flush()
    return kit


def set_colour(session: Session, *, partner_id: UUID, colour: str, now: datetime) -> None:
    """The brand's colour from now on, everywhere; a partner without a brand kit makes one on the brand page."""
    kit = session.get(BrandKit, partner_id)
    if kit is not None and colour != kit.colour:
        kit.colour, kit.on_colour, kit.ink, kit.updated_at = colour, on_colour(colour), ink(colour), now
        session.flush()


def remove_logo(session: Session, *, partner_id: UUID, now: datetime) -> None:
    """Wear the name in text again."""
    kit = session.get(BrandKit, partner_id)
    if kit is not None:
        kit.logo_key, kit.logo_width, kit.logo_height, kit.updated_at = None, 0, 0, now
        kit.dark_logo_key, kit.mark_key, kit.colours = None, None, []
        session.flush()


def set_vendor(session: Session, *, about: VendorFacts, mark: KeptLogo | None) -> Programme:
    """The vendor's own name, address and mark; without `mark` the one it has stays."""
    programme = session.scalars(select(Programme)).one()
    programme.vendor_name, programme.website = about.name, about.website
    programme.postal_address, programme.unreviewed_languages = about.postal_address, about.unreviewed_languages
    programme.leaving_stops_all = about.leaving_stops_all
    programme.confirm_everyone = about.confirm_everyone
    programme.quiet_from, programme.quiet_until = about.quiet_from, about.quiet_until
    programme.quiet_weekends = about.quiet_weekends
    if mark is not None:
        programme.mark_key = mark.key
    session.flush()
    return programme
