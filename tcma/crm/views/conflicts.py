"""What contradicts itself, and a person's word about it."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL
from tcma.base.db import transaction
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.crm import actions, queries
from tcma.crm.views import words
from tcma.crm.views.blueprint import bp

_DONE = {
    "keep": N_("Kept. It is not asked again while the CRM says the same."),
    "take": N_("Taken over."),
    "later": N_("Left for later. It stands at the end of the list."),
}


@bp.get("/hq/crm/conflicts")
@access.roles(*access.VENDOR_ROLES)
def conflicts() -> str:
    """Those that wait, or those that people have decided."""
    show, page = request.args.get("show", ""), max(1, min(request.args.get("page", 1, type=int), 10_000))
    with transaction() as session:
        rows, more = queries.conflicts(session, show=show, page=page)
    return render_template(
        "crm/conflicts.html", rows=rows, more=more, at=page, show=show, words=words,
        may_decide=access.current().role in CHANNEL, timezone=access.current().timezone,
    )  # fmt: skip


@bp.post("/hq/crm/conflicts/<uuid:conflict_id>")
@access.roles(*CHANNEL)
def decide(conflict_id: UUID) -> Response:
    """Keep ours, take theirs, or later."""
    decision = request.form.get("decision", "")
    with transaction() as session:
        actions.decide(
            session, conflict_id=conflict_id, decision=decision, actor=access.current(), now=clock.now(session)
        )
    toast(gettext(_DONE[decision]))
    return redirect(url_for("crm.conflicts"), 303)
