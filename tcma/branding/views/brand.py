"""The partner's brand page."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.branding import actions, forms, queries
from tcma.branding.rules import TEXT, NotALogo, contrast, ink, normal, on_colour, words_ratio
from tcma.branding.views.blueprint import bp
from tcma.partners.rules import own_path


@bp.get("/brand")
@access.roles(*PARTNER_MARKETING)
def brand() -> str:
    """What the partner's artefacts wear, and how they look with it."""
    return _page(current().partner, request.args, {})


@bp.post("/brand")
@access.roles(*PARTNER_MARKETING)
def save() -> Answer:
    """Keep it; nothing of it if any part can't be taken."""
    partner_id = current().partner
    try:
        form = forms.read_brand(request.form)
        data = forms.read_file(request.files.get("logo"))
        logo = actions.keep_logo(use(Storage), data) if data is not None else None
    except NotALogo as refusal:
        return Response(_page(partner_id, request.form, {"logo": refusal}), refusal.status)
    except Invalid as refusal:
        return Response(_page(partner_id, request.form, refusal.errors), refusal.status)
    with transaction() as session:
        first = queries.brand_of(session, partner_id).updated_at is None
        colour = logo.colour if logo and logo.colour and first and "colour_chosen" not in request.form else form.colour
        now = clock.now(session)
        actions.set_brand(
            session, partner_id=partner_id, colour=colour, contact=form.contact, postal_address=form.postal_address,
            legal_footer=form.legal_footer, logo=logo, now=now,
        )  # fmt: skip
        if request.form.get("logo_remove") == "yes" and logo is None:
            actions.remove_logo(session, partner_id=partner_id, now=now)
    toast(_("Brand saved. Everything you launch from now on wears it."))
    if back := own_path(request.form.get("next")):
        return redirect(back, 303)
    other = logo.colour if logo and logo.colour and logo.colour != colour else None
    return redirect(url_for("branding.brand", suggest=other[1:] if other else None), 303)


def _page(partner_id: UUID, typed: Mapping[str, str], errors: Mapping[str, Refusal]) -> str:
    with transaction() as session:
        kept, vendor = queries.brand_of(session, partner_id), queries.vendor(session)
    colour = normal(typed.get("colour", "")) or kept.colour
    mark = ink(colour)
    return render_template(
        "branding/brand.html", brand=kept, vendor=vendor, typed=typed, errors=errors, colour=colour,
        on_colour=on_colour(colour), ink=mark,
        button_ratio=words_ratio(contrast(colour, on_colour(colour))),
        given_ratio=words_ratio(contrast(colour, "#FFFFFF")), given_reads=contrast(colour, "#FFFFFF") >= TEXT,
        ink_ratio=words_ratio(contrast(mark, "#FFFFFF")), suggest=normal(typed.get("suggest", "")),
        back=own_path(typed.get("next")) or "",
    )  # fmt: skip
