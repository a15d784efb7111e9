"""The partner's brand page."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from babel.lists import format_list
from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.web import toast
from tcma.base.words import country_name, locale
from tcma.base.words import gettext as _
from tcma.branding import actions, forms, queries
from tcma.branding.rules import (
    JURISDICTIONS,
    TEXT,
    NotALogo,
    contrast,
    ink,
    legal_line,
    missing_facts,
    normal,
    on_colour,
    words_ratio,
)
from tcma.branding.views.blueprint import bp
from tcma.branding.views.uploads import upload
from tcma.partners.models import Partner
from tcma.partners.rules import own_path


@bp.get("/brand")
@access.roles(*PARTNER_MARKETING)
def brand() -> str:
    """What the partner's artefacts wear, and how they look with it."""
    return _page(current().partner, request.args, {})


@bp.post("/brand")
@access.roles(*PARTNER_MARKETING)
def save() -> Answer:
    """Keep it; nothing of it if any part can't be taken. `do=fields` shows what another country asks for."""
    partner_id = current().partner
    if request.form.get("do") == "fields":
        return Response(_page(partner_id, request.form, {}))
    try:
        form = forms.read_brand(request.form)
        logo, dark = upload(partner_id, "logo"), upload(partner_id, "logo_dark")
    except NotALogo as refusal:
        wrong = "logo" if forms.chosen(request.files.get("logo")) else "logo_dark"
        return Response(_page(partner_id, request.form, {wrong: refusal}), refusal.status)
    except Invalid as refusal:
        return Response(_page(partner_id, request.form, refusal.errors), refusal.status)
    with transaction() as session:
        first = queries.brand_of(session, partner_id).updated_at is None
        colour = logo.colour if logo and logo.colour and first and "colour_chosen" not in request.form else form.colour
        now = clock.now(session)
        actions.set_brand(
            session, partner_id=partner_id, colour=colour, contact=form.contact, postal_address=form.postal_address,
            legal=form.legal, logo=logo, dark=dark, now=now,
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
        kit = queries.brand_kit(session, partner_id)
        legal, country = queries.legal_of(kit), session.get_one(Partner, partner_id).country
        others = queries.offices(session, partner_id)
        proposed = [str(one) for one in kit.colours] if kit else []
    if kit is None:  # a new partner's first guess: who signs in is whom readers reach
        kept = replace(kept, contact_name=current().name, contact_email=current().email)
    if "jurisdiction" in typed:
        legal = forms.read_legal(typed, {})
    elif kit is None and country in JURISDICTIONS:
        legal = forms.read_legal({"jurisdiction": country}, {})
    colour = normal(typed.get("colour", "")) or kept.colour
    mark = ink(colour)
    return render_template(
        "branding/brand.html", brand=kept, vendor=vendor, typed=typed, errors=errors, colour=colour,
        on_colour=on_colour(colour), ink=mark,
        button_ratio=words_ratio(contrast(colour, on_colour(colour))),
        given_ratio=words_ratio(contrast(colour, "#FFFFFF")), given_reads=contrast(colour, "#FFFFFF") >= TEXT,
        ink_ratio=words_ratio(contrast(mark, "#FFFFFF")), suggest=normal(typed.get("suggest", "")),
        back=own_path(typed.get("next")) or "", proposed=[one for one in proposed if one != colour],
        offices=others,
        legal=legal, facts=JURISDICTIONS.get(legal.country, ()), legal_line=legal_line(legal.country, legal.facts),
        countries=sorted(((code, country_name(code)) for code in JURISDICTIONS), key=lambda one: one[1]),
        wanted=_listed(_(one.label) for one in missing_facts(legal.country, legal.facts)) if kit is not None else "",
    )  # fmt: skip


def _listed(names: Iterable[str]) -> str:
    return format_list(list(names), locale=locale())
