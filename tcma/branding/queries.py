"""The brand of a partner, the vendor's own, and the addresses of painted drawings."""

import re
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import tokens
from tcma.base.errors import NotFound
from tcma.base.words import N_
from tcma.branding.models import BrandKit, Office
from tcma.branding.rules import NEUTRAL, Brand, LegalForm, Vendor, ink, on_colour
from tcma.partners.models import Partner, Programme

KIT_MEDIA = "kit media"  # the purpose of their tokens

_SAID = ("contact_name", "contact_email", "contact_phone", "website", "postal_address", "legal_footer")
_VIEW_BOX = re.compile(rb"""viewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""")


def brand_of(session: Session, partner_id: UUID, office_id: UUID | None = None) -> Brand:
    """What the partner's artefacts wear; without a brand kit, its name in a neutral colour.

    With an office of its own, what that one says of itself; NotFound for another partner's.
    """
    brand = _main(session, partner_id)
    if office_id is None:
        return brand
    office = session.get(Office, office_id)
    if office is None or office.partner_id != partner_id:
        raise NotFound
    return _as_office(brand, office)


def offices(session: Session, partner_id: UUID) -> list[Office]:
    """A partner's other offices and brands that can be chosen, by name."""
    return list(session.scalars(
        select(Office).where(Office.partner_id == partner_id, Office.closed_at.is_(None)).order_by(Office.name)
    ))  # fmt: skip


def office(session: Session, partner_id: UUID, office_id: UUID) -> Office:
    """One that can be chosen; NotFound for a closed one, and for another partner's."""
    found = next((one for one in offices(session, partner_id) if one.id == office_id), None)
    if found is None:
        raise NotFound
    return found


def offered_office(session: Session, partner_id: UUID, wanted: str | None) -> UUID | None:
    """The id of the office that a form names."""
    found = chosen_office(session, partner_id, wanted)
    return found.id if found else None


def chosen_office(session: Session, partner_id: UUID, wanted: str | None) -> Office | None:
    """The office that a form or an address names by its id: '' or nothing is the main brand.

    NotFound for one that was closed, by its name; and for whatever is no office of this partner, all the same.
    """
    if not wanted:
        return None
    own = session.scalars(select(Office).where(Office.partner_id == partner_id))
    found = next((one for one in own if str(one.id) == wanted), None)
    if found is None:
        raise NotFound(N_("This office or brand is not among yours. Choose another one, or your main brand."))
    if found.closed_at is not None:
        raise NotFound(N_("%(office)s can't be chosen any more. Choose another office or brand."), office=found.name)
    return found


def _as_office(brand: Brand, office: Office) -> Brand:
    """The main brand with what an office says in its place; a logo and its colours go together."""
    said = {name: value for name in _SAID if (value := getattr(office, name))}
    if office.company_name:
        said["name"] = office.company_name
    if office.colour:
        said |= {"colour": office.colour, "on_colour": on_colour(office.colour), "ink": ink(office.colour)}
    if office.logo_key:
        said |= {"logo_key": office.logo_key, "dark_logo_key": office.dark_logo_key, "mark_key": office.mark_key,
                 "logo_width": office.logo_width, "logo_height": office.logo_height}  # fmt: skip
    elif office.company_name:  # the main brand's logo would say another name
        said |= {"logo_key": None, "dark_logo_key": None, "mark_key": None, "logo_width": 0, "logo_height": 0}
    return replace(brand, **said)


def _main(session: Session, partner_id: UUID) -> Brand:
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
        updated_at=kit.updated_at, dark_logo_key=kit.dark_logo_key, mark_key=kit.mark_key,
    )  # fmt: skip


def brand_kit(session: Session, partner_id: UUID) -> BrandKit | None:
    """The partner's own brand kit, as it was made."""
    return session.get(BrandKit, partner_id)


def legal_of(kit: BrandKit | None) -> LegalForm:
    """What a brand kit says of its firm. One from before there were countries has all in its own words."""
    if kit is None:
        return LegalForm()
    facts = {str(key): str(said) for key, said in kit.legal_facts.items()}
    more = kit.legal_more if kit.jurisdiction or kit.legal_more else kit.legal_footer
    return LegalForm(kit.jurisdiction, facts, more)


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
