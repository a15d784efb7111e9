"""The programme's glossary: names that stay as they are in every language."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.roles import PUBLISHING
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.composing.views.blueprint import bp
from tcma.localization import actions
from tcma.localization import queries as localization
from tcma.localization.rules import term_list
from tcma.partners.queries import programme_card


@bp.get("/hq/glossary")
@access.roles(*PUBLISHING)
def glossary() -> str:
    """The names, one a line."""
    return _page(None)


@bp.post("/hq/glossary")
@access.roles(*PUBLISHING)
def save_glossary() -> Response:
    """Keep them. Published words stay as they are; the next check of each kit looks for the names."""
    try:
        terms = term_list(request.form.get("terms", ""))
    except Refusal as refusal:
        return Response(_page(refusal), refusal.status, mimetype="text/html")
    with transaction() as session:
        actions.set_glossary(session, terms)
    toast(_("Glossary saved. Each kit is checked against it before its next publishing."))
    return redirect(url_for("composing.glossary"), 303)


def _page(refusal: Refusal | None) -> str:
    with transaction() as session:
        terms = request.form.get("terms", "\n".join(localization.glossary_terms(session)))
        vendor = programme_card(session)
        return render_template(
            "composing/glossary.html", terms=terms, refusal=refusal, vendor=vendor.vendor_name if vendor else ""
        )
