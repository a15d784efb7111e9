"""The partner's call list."""

from flask import render_template, request

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import N_, format_relative, gettext
from tcma.base.zones import wall
from tcma.leads import queries
from tcma.leads.views import words
from tcma.leads.views.blueprint import bp

PAGE = 30
MOST = 1_000  # of each: who answered, who clicked; the latest come first
SHOW = {
    "": N_("Everyone"),
    queries.MINE: N_("Mine"),
    queries.UNASSIGNED: N_("Nobody's yet"),
    queries.OVERDUE: N_("Late"),
}


@bp.get("/leads")
@access.roles(*access.PARTNER_MARKETING)
def calls() -> str:
    """Who to call: what was offered, those who raised a hand, then those who clicked."""
    actor, show = access.current(), request.args.get("show", "")
    show = show if show in SHOW else ""
    at = max(request.args.get("page", 1, type=int), 1)
    with transaction() as session:
        now = clock.now(session)
        today = wall(now, actor.timezone).date()
        people = queries.calls(
            session, actor.partner, show=show, person_id=actor.person_id, now=now, today=today, limit=MOST
        )
        pages = -(-len(people) // PAGE)
        at = min(at, max(pages, 1))
        shown = people[(at - 1) * PAGE : at * PAGE]
        raised = sum(1 for one in people if one.lead)
        return render_template(
            "leads/calls.html",
            offers=queries.open_offers(session, actor.partner, now),
            tasks=queries.open_tasks(session, actor.partner, actor.person_id),
            raised=[one for one in shown if one.lead],
            clicked=[one for one in shown if not one.lead],
            raised_in_all=raised,
            clicked_in_all=len(people) - raised,
            at=at,
            pages=pages,
            counts=queries.counts(session, actor.partner),
            show=show,
            tabs=[{"label": gettext(label), "href": f"/leads?show={key}" if key else "/leads", "current": key == show}
                  for key, label in SHOW.items()],
            did=words.did,
            clock=lambda lead: words.clock(lead, now),
            declined=words.choices(words.DECLINED),
            ago=lambda at: format_relative(at, now),
            today=today,
            replies_come=use(Settings).reply_domain is not None,
        )  # fmt: skip
