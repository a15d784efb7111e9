"""The brand of a partner, the vendor's own, and the addresses of painted drawings."""

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import tokens
from tcma.base.errors import NotFound
from tcma.branding.models import BrandKit
from tcma.branding.rules import NEUTRAL, Brand, Vendor, ink, on_colour
from tcma.partners.models import Partner, Programme

KIT_MEDIA = "kit media"  # the purpose of their tokens

_VIEW_BOX = re.compile(rb"""viewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""")


def brand_of(session: Session, partner_id: UUID) -> Brand:
    """What the partner's artefacts wear; without a brand kit, its name in a neutral colour."""
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NotFound
    kit = session.get(BrandKit, partner_id)
    if kit is None:
        return Brand(partner_id, partner.name, NEUTRAL, on_colour(NEUTRAL), ink(NEUTRAL), website=partner.website)
    return Brand(
        partner_id, partner.name, kit.colour, kit.on_colour, kit.ink,
        logo_key=kit.logo_key, logo_width=kit.logo_width, logo_height=kit.logo_height,
        contact_name=kit.contact_name, contact_email=kit.contact_email, contact_phone=kit.contact_phone,
        website=partner.website, postal_address=kit.postal_address, legal_footer=kit.legal_footer,
        updated_at=kit.updated_at,
    )  # fmt: skip


def vendor(session: Session) -> Vendor:
    """Whose programme this is."""
    programme = session.scalars(select(Programme)).one()
    return Vendor(
        programme.vendor_name, programme.website, programme.postal_address, programme.mark_key, programme.sender_domain
    )


def drawing_size(svg: bytes, width: int = 600) -> tuple[int, int]:
    """Width and height at which a drawing is shown, from its viewBox."""
    found = _VIEW_BOX.search(svg)
    if found is None or not float(found[1]):
        return width, width // 2
    return width, max(1, round(width * float(found[2]) / float(found[1])))


def kit_picture_path(version_id: UUID, name: str, colour: str) -> str:
    """The path of a version's drawing as PNG in this colour. It is signed, so nobody can have others painted."""
    payload = version_id.bytes + bytes.fromhex(colour.removeprefix("#")) + name.encode()
    return f"/media/kit/{tokens.sign(KIT_MEDIA, payload)}.png"


def read_kit_picture(token: str) -> tuple[UUID, str, str]:
    """(version, drawing, colour) of a signed path; NotFound for any other."""
    payload = tokens.read(KIT_MEDIA, token)
    if payload is None or len(payload) < 20:
        raise NotFound
    return UUID(bytes=payload[:16]), payload[19:].decode(), f"#{payload[16:19].hex().upper()}"
