"""What drives revenue: the report, the deals behind each number, and the rows as a file."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.attribution import queries as credits
from tcma.attribution.queries import Scope
from tcma.attribution.rules import Model
from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.words import N_, gettext
from tcma.catalogue.models import KitRow
from tcma.partners.models import Programme
from tcma.reports import queries
from tcma.reports.rules import Period, main_currency, period, safe_cell
from tcma.reports.views import drawing, wording
from tcma.reports.views.blueprint import bp

COLUMNS = (
    "registration", "deal partner", "region", "model", "kit", "asset", "version", "language", "channel",
    "touch partner", "touch at", "closed at", "amount", "currency",
)  # fmt: skip


@bp.get("/hq/attribution")
@access.roles(*access.VENDOR_ROLES)
def attribution() -> str:
    """The report. Its five rules are all on the page: switching needs no script and no request."""
    with transaction() as session:
        now = clock.now(session)
        scope, time, query = _scope(session, now)
        programme = session.get_one(Programme, 1)
        found = queries.report(session, scope, time, now=now, timezone=programme.timezone)
        return render_template(
            "reports/attribution.html",
            found=found, query=query, everything="all" in request.args, chosen=_model(),
            words=wording, drawing=drawing, time=time,
            labels=[wording.bucket_name(start, time.unit) for start in found.starts],
            span=_span(time, programme.timezone), models=list(Model),
            periods=[(key, gettext(name)) for key, name in wording.PERIODS.items()],
            regions=[("", gettext(N_("All regions"))), *((one, one) for one in queries.regions(session))],
        )  # fmt: skip


@bp.get("/hq/attribution/<kit>/<asset>")
@access.roles(*access.VENDOR_ROLES)
def asset(kit: str, asset: str) -> str:
    """The deals behind one asset's number, and its parts."""
    with transaction() as session:
        kit_id = session.scalar(select(KitRow.id).where(KitRow.slug == kit))
        name = credits.asset_names(session, [kit_id]).get((kit_id, asset)) if kit_id else None
        if kit_id is None or name is None:
            raise NotFound
        return _behind(session, kit_id, asset, name)


@bp.get("/hq/attribution/unknown")
@access.roles(*access.VENDOR_ROLES)
def unknown() -> str:
    """Won deals that nobody is known to have touched."""
    with transaction() as session:
        return _behind(session, None, None, None)


@bp.get("/hq/attribution.csv")
@access.roles(*access.VENDOR_ROLES)
def export() -> Response:
    """Every credit row of the period in every model and currency, one line each."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    with transaction() as session:
        scope, _, _ = _scope(session, clock.now(session))
        for row in credits.export_rows(session, Scope(scope.until, scope.since, None, scope.region)):
            lines.writerow([safe_cell(one.isoformat() if isinstance(one, datetime) else one) for one in row])
    # The byte-order mark tells spreadsheets that this is UTF-8.
    response = Response("\ufeff" + written.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="attribution.csv"'
    return response


def _behind(session: Session, kit_id: UUID | None, asset: str | None, name: credits.AssetName | None) -> str:
    now, model = clock.now(session), _model()
    scope, time, query = _scope(session, now)
    programme = session.get_one(Programme, 1)
    found = credits.deals_behind(session, scope, model=model, kit_id=kit_id, asset=asset)
    parts: list[tuple[str, str, str, Any]] = []
    if kit_id is not None:
        parts = [
            (by, heading, column, credits.parts(session, scope, model=model, kit_id=kit_id, asset=asset, by=by))
            for by, heading, column in (
                ("version", N_("By version"), N_("Version")),
                ("language", N_("By language"), N_("Language")),
                ("partner", N_("By partner whose campaign it was"), N_("Partner")),
            )
        ]  # fmt: skip
    return render_template(
        "reports/asset.html",
        title=wording.asset_title(name), kind=wording.kind_of(name), name=name, found=found, parts=parts,
        currency=scope.currency, model=model, rules=drawing.rules(model), words=wording, query=query,
        total=sum((one.amount for one in found), start=0), span=_span(time, programme.timezone),
        timezone=programme.timezone,
    )  # fmt: skip


def _model() -> Model:
    wanted = request.args.get("model", "")
    return Model(wanted) if wanted in set(Model) else Model.POSITION


def _scope(session: Session, now: datetime) -> tuple[Scope, Period, dict[str, str]]:
    """What the address asks for; what it doesn't know is as if it were not there."""
    programme = session.get_one(Programme, 1)
    time = period(request.args.get("p", ""), now, programme.timezone)
    region = request.args.get("r", "")
    region = region if region in queries.regions(session) else ""
    everything = Scope(time.until, time.since, None, region or None)
    held = [one.currency for one in credits.coverage(session, everything)]
    currency = main_currency(held, programme.currency, request.args.get("currency", ""))
    query = {"p": time.key, "r": region, "currency": currency}
    return Scope(time.until, time.since, currency, region or None), time, query


def _span(time: Period, timezone: str) -> str:
    """'1 February to 30 April 2026'."""
    last = wording.day(time.until - timedelta(seconds=1), timezone)
    if time.since is None:
        return gettext(N_("up to %(last)s"), last=last)
    return gettext(N_("%(first)s to %(last)s"), first=wording.day(time.since, timezone), last=last)
