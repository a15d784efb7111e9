"""The email signature and the card of whoever is signed in."""

from flask import Response, render_template, request
from sqlalchemy.orm import Session

from tcma.base import access, clock
from tcma.base.access import PARTNER_ROLES, current
from tcma.base.db import transaction
from tcma.base.web import preview_response
from tcma.base.web.qr import qr_svg
from tcma.base.words import gettext as _
from tcma.branding.queries import brand_of, offices
from tcma.branding.rules import Brand
from tcma.files import actions, queries
from tcma.files.rules import Signature, signature_html, vcard
from tcma.files.views.blueprint import asked_office, bp, own_partner

PHONE_MAX = 40


@bp.get("/files/signature")
@access.roles(*PARTNER_ROLES)
def signature() -> str:
    """?kit= is the campaign it points to, ?phone= one's own number, ?office= the brand, ?lang= its language."""
    with transaction() as session:
        who, partner = _signed(session), own_partner(session)
        kits = queries.file_kits(session, partner, who.language)
        own, office = offices(session, partner.id), asked_office(session, partner)
    card = qr_svg(vcard(who), name=_("QR code of your card"))
    return render_template(
        "files/signature.html", who=who, html=signature_html(who), kits=kits, chosen=request.args.get("kit", ""),
        card=card, offices=own, office=office.id if office else None, main=partner.name,
    )  # fmt: skip


@bp.get("/files/signature/shown")
@access.roles(*PARTNER_ROLES)
def signature_shown() -> Response:
    """As a mail program shows it."""
    with transaction() as session:
        html = signature_html(_signed(session))
    return preview_response(f"<!doctype html><html><body>{html}</body></html>")


@bp.get("/files/card.vcf")
@access.roles(*PARTNER_ROLES)
def card() -> Response:
    """One's card, for address books."""
    with transaction() as session:
        body = vcard(_signed(session))
    response = Response(body, mimetype="text/vcard")
    response.headers["Content-Disposition"] = 'attachment; filename="card.vcf"'
    return response


def _signed(session: Session) -> Signature:
    """The signature that the address asks for; a campaign there is not is none."""
    partner, actor = own_partner(session), current()
    language, office = request.args.get("lang", actor.language), asked_office(session, partner)
    kits = queries.file_kits(session, partner, language, office)
    found = next((one for one in kits if one.offer.kit.slug == request.args.get("kit")), None)
    brand = brand_of(session, partner.id, office.id if office else None)
    return actions.signed(
        session, actor, found, brand=brand, phone=_phone(session, brand),
        language=found.language if found else actor.language, now=clock.now(session),
    )  # fmt: skip


def _phone(session: Session, brand: Brand) -> str:
    """One's own number, or the brand's; that of another brand was filled in by us, and goes with it."""
    typed = " ".join(request.args.get("phone", brand.contact_phone).split())[:PHONE_MAX]
    others = [brand_of(session, brand.partner_id, one.id) for one in offices(session, brand.partner_id)]
    filled_in = {one.contact_phone for one in (brand_of(session, brand.partner_id), *others)}
    return brand.contact_phone if typed and typed in filled_in else typed
