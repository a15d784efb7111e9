"""Events of all partners in numbers; who the guests are is their hosts' business."""

from flask import render_template

from tcma.base import access
from tcma.base.access import VENDOR_ROLES
from tcma.base.db import transaction
from tcma.events.queries.vendor import all_events
from tcma.events.views import telling
from tcma.events.views.blueprint import bp


@bp.get("/hq/events")
@access.roles(*VENDOR_ROLES)
def overview() -> str:
    """Every partner's events, counted."""
    with transaction() as session:
        return render_template("events/overview.html", events=all_events(session), telling=telling)
