"""What every partner sends from, as the vendor sees it, and which domains are new as senders."""

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import CHANNEL, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.senders import queries
from tcma.senders.actions.warming import end_warm_up
from tcma.senders.queries.warming import ended_warm_ups, warming
from tcma.senders.rules import address
from tcma.senders.rules.warming import GROWN
from tcma.senders.views.blueprint import bp
from tcma.senders.views.sender import records, said, seen

PAGE, PAGES = 50, 10_000


@bp.get("/hq/senders")
@access.roles(*CHANNEL)
def overview() -> str:
    """What every partner sends from, and which domains still wait."""
    with transaction() as session:
        return _page(session)


def _page(session: Session, *, domain: str = "", refused: Invalid | None = None) -> str:
    page = min(max(1, request.args.get("page", 1, int)), PAGES)
    rows, total = queries.sender_rows(session, page=page, size=PAGE)
    return render_template(
        "senders/overview.html", rows=rows, total=total, at=page, pages=-(-total // PAGE), said=said,
        address=address, seen=seen, records=records, warming=warming(session, now=clock.now(session)),
        ended=ended_warm_ups(session), ending=domain, refused=refused, typed=request.form.get("reason", ""),
        grown=GROWN, timezone=current().timezone,
    )  # fmt: skip


@bp.post("/hq/senders/<domain>/grown")
@access.roles(*CHANNEL)
def end_warming(domain: str) -> Answer | tuple[str, int]:
    """This domain needs no warming up; it is kept who said so, and why."""
    try:
        with transaction() as session:
            end_warm_up(session, domain, reason=request.form.get("reason", ""), person_id=current().person_id,
                        now=clock.now(session))  # fmt: skip
    except Invalid as refused:
        with transaction() as session:
            return _page(session, domain=domain, refused=refused), refused.status
    toast(gettext("%(domain)s may send as much as the account may.", domain=domain))
    return redirect(url_for("senders.overview"), 303)
