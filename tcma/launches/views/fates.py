"""The names behind a number of a run."""

from uuid import UUID

from flask import render_template, request

from tcma.base import access
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.words import N_, gettext
from tcma.catalogue.queries import version
from tcma.delivery.rules import EventKind
from tcma.launches.queries.fates import Fate
from tcma.launches.queries.fates import fates as people_of
from tcma.launches.queries.runs import launch, zone_of
from tcma.launches.views.blueprint import bp
from tcma.launches.views.wording import reason_words

TITLES = {
    "refused": (N_("Refused by their servers"), N_("Nobody is at these addresses, or their mailboxes were full.")),
    "complained": (N_("Reported as spam"), N_("Nothing more is sent to these people.")),
    "failed": (N_("Refused by Amazon SES"), N_("These mails never left. The reason is what Amazon SES said.")),
    "unconfirmed": (
        N_("Handed over without an answer"),
        N_("We handed these to Amazon but got no answer. We have not sent them again, so nobody gets two."),
    ),
    "skipped": (N_("Left out"), N_("They would have got the mail, and there is a reason they did not.")),
}
HEARD = {
    EventKind.BOUNCED.value: N_("No such address"),
    EventKind.BOUNCED_FOR_NOW.value: N_("Not taken for now"),
    EventKind.COMPLAINED.value: N_("Reported as spam"),
}


@bp.get("/runs/<uuid:launch_id>/people/<fate>")
@access.roles(*PARTNER_MARKETING)
def fates(launch_id: UUID, fate: str) -> str:
    """Who it was, which mail, and what is known of why."""
    if fate not in TITLES:
        raise NotFound
    actor = current()
    with transaction() as session:
        run = launch(session, actor.partner, launch_id)
        page = min(max(request.args.get("page", 1, int), 1), 100_000)
        found = people_of(
            session, partner_id=actor.partner, launch_id=launch_id, fate=fate, page=page
        )
        title, about = TITLES[fate]
        return render_template(
            "launches/fates.html", run=run, campaign=version(session, run.version_id).title, found=found,
            heading=gettext(title), about=gettext(about), why=_why, timezone=zone_of(session, actor.partner),
        )  # fmt: skip


def _why(one: Fate) -> str:
    if one.headline in HEARD:
        return gettext(HEARD[one.headline])
    return reason_words(one.reason)
