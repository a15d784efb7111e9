"""Other words for a launch that waits since the partner's no longer fit."""

from uuid import UUID

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.composing.rules import Locked, NotFitting
from tcma.launches import actions
from tcma.launches.views.blueprint import bp
from tcma.launches.views.run import page
from tcma.launches.views.updating import typed


@bp.post("/runs/<uuid:launch_id>/words")
@access.roles(*PARTNER_MARKETING)
def refit(launch_id: UUID) -> Response:
    """Other words in their place, or the vendor's; and the launch goes on. What doesn't fit either is shown again."""
    try:
        with transaction() as session:
            found = actions.own(session, launch_id, current().partner)
            now = clock.now(session)
            actions.refit(session, found, typed(request.form), now=now)
            actions.resume(session, found, now=now)
    except (Locked, NotFitting) as refusal:
        return make_response(page(launch_id, str(refusal)), 422)
    toast(gettext(N_("It goes on with these words.")))
    return redirect(url_for("launches.run", launch_id=launch_id), 303)
