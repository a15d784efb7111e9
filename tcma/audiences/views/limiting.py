"""How much mail one person may get of a partner."""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.audiences.views.blueprint import bp
from tcma.audiences.views.listing import show_own
from tcma.base import access
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.partners.actions import limit_mails


@bp.post("/contacts/mails-per-week")
@access.roles(*PARTNER_MARKETING)
def limit() -> Answer:
    """Set it."""
    try:
        with transaction() as session:
            limit_mails(session, partner_id=current().partner, per_week=request.form.get("mails_per_week", type=int))
    except Invalid as error:
        return Response(show_own(error), error.status)
    toast(_("Saved. It holds from the next mail on."))
    return redirect(url_for("audiences.suppressed"))
