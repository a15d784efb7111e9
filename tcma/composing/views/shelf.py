"""What stands on the partners' shelf: a kit is retired, and brought back."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.roles import PUBLISHING
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.catalogue import actions as catalogue
from tcma.composing.views.blueprint import PLACE, bp, desk_at


@bp.post(PLACE + "<slug>/retire")
@access.roles(*PUBLISHING)
def retire(place: str, slug: str) -> Response:
    """Nobody begins with it any more. What runs goes on."""
    with transaction() as session:
        found = desk_at(session, place, slug)
        catalogue.retire(session, slug, now=clock.now(session))
    toast(_("Retired: “%(kit)s” is on nobody's shelf any more. What is under way goes on.", kit=found.kit.title))
    return redirect(url_for("composing.index", place=place), 303)


@bp.post(PLACE + "<slug>/bring-back")
@access.roles(*PUBLISHING)
def bring_back(place: str, slug: str) -> Response:
    """It can be launched again."""
    with transaction() as session:
        found = desk_at(session, place, slug)
        catalogue.bring_back(session, slug)
    toast(_("“%(kit)s” is back on the shelf.", kit=found.kit.title))
    return redirect(url_for("composing.index", place=place), 303)
