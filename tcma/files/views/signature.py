"""The email signature and the card of whoever is signed in."""

from flask import Response, render_template, request
from sqlalchemy.orm import Session

from tcma.base import access, clock
from tcma.base.access import PARTNER_ROLES, current
from tcma.base.db import transaction
from tcma.base.web import preview_response
from tcma.base.web.qr import qr_svg
from tcma.base.words import gettext as _
from tcma.branding.queries import brand_of
from tcma.files import actions, queries
from tcma.files.rules import Signature, signature_html, vcard
from tcma.files.views.blueprint import bp, own_partner

PHONE_MAX = 40


@bp.get("/files/signature")
@access.roles(*PARTNER_ROLES)
def signature() -> str:
    """?kit= is the campaign it points to, ?phone= one's own number, ?lang= its language."""
    with transaction() as session:
        who = _signed(session)
        kits = queries.file_kits(session, own_partner(session), who.language)
    card = qr_svg(vcard(who), name=_("QR code of your card"))
    return render_template(
        "files/signature.html", who=who, html=signature_html(who), kits=kits, chosen=request.args.get("kit", ""),
        card=card,
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
    language = request.args.get("lang", actor.language)
    kits = queries.file_kits(session, partner, language)
    found = next((one for one in kits if one.offer.kit.slug == request.args.get("kit")), None)
    brand = brand_of(session, partner.id)
    phone = " ".join(request.args.get("phone", brand.contact_phone).split())[:PHONE_MAX]
    return actions.signed(
        session, actor, found, brand=brand, phone=phone, language=found.language if found else actor.language,
        now=clock.now(session),
    )  # fmt: skip
