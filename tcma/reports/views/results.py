"""A partner's results."""

from flask import render_template, request

from tcma.attribution import queries as credits
from tcma.attribution.queries import Scope
from tcma.attribution.rules import Model
from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.words import gettext
from tcma.partners.models import Programme
from tcma.reports import queries
from tcma.reports.rules import main_currency, period
from tcma.reports.views import drawing, wording
from tcma.reports.views.blueprint import bp, link
from tcma.social.queries import leaderboard


@bp.get("/results")
@access.roles(*access.PARTNER_MARKETING)
def results() -> str:
    """Its own numbers per asset, with versions and languages."""
    partner_id = access.current().partner
    wanted = request.args.get("model", "")
    model = Model(wanted) if wanted in set(Model) else Model.POSITION
    with transaction() as session:
        now = clock.now(session)
        programme = session.get_one(Programme, 1)
        time = period(request.args.get("p", "365"), now, programme.timezone)
        held = credits.coverage(session, Scope(time.until, time.since, partner_id=partner_id))
        currency = main_currency(
            [one.currency for one in held], programme.currency, request.args.get("currency", "")
        )
        scope = Scope(time.until, time.since, currency, partner_id=partner_id)
        found = queries.results(session, partner_id, scope, model)
        places = leaderboard(session, partner_id)
    return render_template(
        "reports/results.html",
        found=found, currency=currency, model=model, rules=drawing.rules(model), words=wording, time=time,
        periods=[(key, gettext(name)) for key, name in wording.PERIODS.items()],
        places=places, show=drawing.shower(currency), launch=link("launches.index"), deals=link("deals.index"),
    )  # fmt: skip
