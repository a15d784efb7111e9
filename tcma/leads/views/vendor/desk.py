"""The vendor's leads: what waits for a person first, then all of them."""

from flask import render_template, request

from tcma.base import access, clock
from tcma.base.access import CHANNEL, VENDOR_ROLES
from tcma.base.db import transaction
from tcma.base.words import format_relative, gettext
from tcma.leads import queries
from tcma.leads.queries.vendor.desk import PAGE
from tcma.leads.views.blueprint import bp
from tcma.leads.views.vendor import words

_PAGES = 10_000


@bp.get("/hq/leads")
@access.roles(*VENDOR_ROLES)
def desk() -> str:
    """The queue, partners that are late, and every lead, by state or words."""
    actor = access.current()
    show, sought = request.args.get("show", ""), request.args.get("q", "").strip()
    at = min(max(request.args.get("page", 1, type=int), 1), _PAGES)
    with transaction() as session:
        now = clock.now(session)
        entries, total = queries.vendor_leads(session, show=show, words=sought, page=at)
        return render_template(
            "leads/desk.html",
            waiting=queries.waiting(session),
            late=queries.overdue(session, now),
            entries=entries,
            total=total,
            at=at,
            pages=-(-total // PAGE),
            show=show,
            sought=sought,
            states=[("", gettext("All")), *((key.value, gettext(said)) for key, (said, _) in words.STATES.items())],
            live=queries.live_rules(session),
            status=words.status,
            ago=lambda moment: format_relative(moment, now),
            may_decide=actor.role in CHANNEL,
        )
