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
from tcma.branding.rules import Contact, Logo, VendorFacts, ink, on_colour, read_logo
from tcma.partners.models import Partner, Programme


@dataclass(frozen=True)
class KeptLogo:
    """A logo in storage. `colour` is the one it is known by, if it has one."""

    key: str
    width: int
    height: int
    colour: str | None


def storage_key(key: str) -> str:
    """Where a logo stands in storage."""
    return f"logo/{key}"


def keep_logo(storage: Storage, data: bytes) -> KeptLogo:
    """Read an uploaded logo and keep it under a new name; NotALogo says why not. Call it outside a transaction.

    An older logo is not deleted: mails that were sent still show it.
    """
    logo: Logo = read_logo(data)
    key = f"{new_id().hex}-{logo.width}x{logo.height}.png"
    storage.put(storage_key(key), logo.png)
    return KeptLogo(key, logo.width, logo.height, logo.colour)


def set_brand(
    session: Session,
    *,
    partner_id: UUID,
    colour: str,
    contact: Contact,
    postal_address: str,
    legal_footer: str,
    logo: KeptLogo | None,
    now: datetime,
) -> BrandKit:
    """The partner's brand from now on; without `logo` the one it has stays."""
    if session.get(Partner, partner_id) is None:
        raise NotFound
    kit = session.get(BrandKit, partner_id) or BrandKit(partner_id=partner_id)
    kit.colour, kit.on_colour, kit.ink = colour, on_colour(colour), ink(colour)
    kit.contact_name, kit.contact_email, kit.contact_phone = contact.name, contact.email, contact.phone
    kit.postal_address, kit.legal_footer, kit.updated_at = postal_address, legal_footer, now
    if logo is not None:
        kit.logo_key, kit.logo_width, kit.logo_height = logo.key, logo.width, logo.height
    session.add(kit)
    session.flush()
    return kit


def remove_logo(session: Session, *, partner_id: UUID, now: datetime) -> None:
    """Wear the name in text again."""
    kit = session.get(BrandKit, partner_id)
    if kit is not None:
        kit.logo_key, kit.logo_width, kit.logo_height, kit.updated_at = None, 0, 0, now
        session.flush()


def set_vendor(session: Session, *, about: VendorFacts, mark: KeptLogo | None) -> Programme:
    """The vendor's own name, address and mark; without `mark` the one it has stays."""
    programme = session.scalars(select(Programme)).one()
    programme.vendor_name, programme.website = about.name, about.website
    programme.postal_address, programme.unreviewed_languages = about.postal_address, about.unreviewed_languages
    programme.leaving_stops_all = about.leaving_stops_all
    programme.confirm_everyone = about.confirm_everyone
    if mark is not None:
        programme.mark_key = mark.key
    session.flush()
    return programme
