"""A partner's other offices and brands."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.branding import actions, forms, queries
from tcma.branding.rules import NotALogo, ink, normal, on_colour
from tcma.branding.views.blueprint import bp
from tcma.branding.views.uploads import upload


@bp.get("/brand/office")
@access.roles(*PARTNER_MARKETING)
def new_office() -> str:
    """An office that is not there yet."""
    return _page(None, {}, {})


@bp.get("/brand/office/<uuid:office_id>")
@access.roles(*PARTNER_MARKETING)
def office(office_id: UUID) -> str:
    return _page(office_id, {}, {})


@bp.post("/brand/office")
@access.roles(*PARTNER_MARKETING)
def add_office() -> Answer:
    return _save(None)


@bp.post("/brand/office/<uuid:office_id>")
@access.roles(*PARTNER_MARKETING)
def save_office(office_id: UUID) -> Answer:
    return _save(office_id)


@bp.post("/brand/office/<uuid:office_id>/close")
@access.roles(*PARTNER_MARKETING)
def close_office(office_id: UUID) -> Answer:
    with transaction() as session:
        actions.close_office(session, partner_id=current().partner, office_id=office_id, now=clock.now(session))
    toast(_("It can't be chosen any more. What runs goes on."))
    return redirect(url_for("branding.brand") + "#offices", 303)


def _save(office_id: UUID | None) -> Answer:
    partner_id = current().partner
    if office_id is not None:
        _page(office_id, {}, {})  # another partner's is not there, before anything of it is read
    try:
        facts = forms.read_office(request.form)
        logo = upload(partner_id, "logo")
    except NotALogo as refusal:
        return Response(_page(office_id, request.form, {"logo": refusal}), refusal.status)
    except Invalid as refusal:
        return Response(_page(office_id, request.form, refusal.errors), refusal.status)
    with transaction() as session:
        actions.set_office(
            session, partner_id=partner_id, office_id=office_id, facts=facts, logo=logo,
            drop_logo=request.form.get("logo_remove") == "yes", now=clock.now(session),
        )  # fmt: skip
    toast(_("Saved. You choose it when you launch."))
    return redirect(url_for("branding.brand") + "#offices", 303)


def _page(office_id: UUID | None, typed: Mapping[str, str], errors: Mapping[str, Refusal]) -> str:
    with transaction() as session:
        partner_id = current().partner
        row = queries.office(session, partner_id, office_id) if office_id else None
        main = queries.brand_of(session, partner_id)
        shown = queries.brand_of(session, partner_id, office_id)
        vendor = queries.vendor(session)
        colour = normal(typed.get("colour", "")) or shown.colour
        return render_template(
            "branding/office.html", row=row, main=main, brand=shown, vendor=vendor, typed=typed, errors=errors,
            colour=colour, on_colour=on_colour(colour), ink=ink(colour),
        )  # fmt: skip
