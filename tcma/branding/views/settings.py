"""The vendor's own name, address and mark."""

from collections.abc import Mapping

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from tcma.base import access
from tcma.base.access import Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.branding import actions, forms, queries
from tcma.branding.rules import NotALogo
from tcma.branding.views.blueprint import bp
from tcma.partners.models import Programme


@bp.get("/hq/settings")
@access.roles(Role.VENDOR_ADMIN)
def settings() -> str:
    """What mails and pages say of the vendor."""
    return _page({}, {})


@bp.post("/hq/settings")
@access.roles(Role.VENDOR_ADMIN)
def save_settings() -> Answer:
    """Keep them all, or none."""
    try:
        about = forms.read_vendor(request.form)
        data = forms.read_file(request.files.get("mark"))
        mark = actions.keep_logo(use(Storage), data, wide=0) if data is not None else None
    except NotALogo as refusal:
        return Response(_page(request.form, {"mark": refusal}), refusal.status)
    except Invalid as refusal:
        return Response(_page(request.form, refusal.errors), refusal.status)
    with transaction() as session:
        actions.set_vendor(session, about=about, mark=mark)
    toast(_("Settings saved."))
    return redirect(url_for("branding.settings"))


def _page(typed: Mapping[str, str], errors: Mapping[str, Refusal]) -> str:
    with transaction() as session:
        row = session.scalars(select(Programme)).one()
        return render_template(
            "branding/settings.html", row=row, vendor=queries.vendor(session), typed=typed, errors=errors
        )
