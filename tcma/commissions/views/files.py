"""Statements and payouts as CSV, in which no text is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from uuid import UUID

from flask import Response

from tcma.audiences.rules import neutral
from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.money import rounded
from tcma.base.words import N_, gettext
from tcma.base.zones import wall
from tcma.commissions import queries
from tcma.commissions.views import words
from tcma.commissions.views.blueprint import bp
from tcma.partners.queries import one_partner

_STATEMENT = (
    N_("Day"), N_("Deal"), N_("Customer"), N_("Why"), N_("State"), N_("Amount"), N_("Currency"), N_("Plan"),
)  # fmt: skip
_PAYOUT = (N_("Payout"), N_("Partner"), N_("Name"), N_("Country"), N_("Amount"), N_("Currency"), N_("Entries"))


@bp.get("/commissions/<month>.csv")
@access.roles(*access.PARTNER_MARKETING)
def statement_file(month: str) -> Response:
    """A month of one's own."""
    return _statement(access.current().partner, month)


@bp.get("/hq/commissions/partners/<uuid:partner_id>/<month>.csv")
@access.roles(*access.VENDOR_ROLES)
def partner_file(partner_id: UUID, month: str) -> Response:
    """A month of a partner."""
    return _statement(partner_id, month)


@bp.get("/hq/commissions/payouts/<uuid:payout_id>.csv")
@access.roles(*access.VENDOR_ROLES)
def payout_file(payout_id: UUID) -> Response:
    """What each partner gets: for the bank or the books."""
    with transaction() as session:
        payout, parts = queries.payout_parts(session, payout_id)
    rows = [
        [str(payout.number), one.partner.slug, one.partner.name, one.partner.country,
         str(rounded(one.amount, payout.currency)), payout.currency, str(one.entries)]
        for one in parts
    ]  # fmt: skip
    return _file(f"payout-{payout.number}.csv", _PAYOUT, rows, amount=4)


def _statement(partner_id: UUID, month: str) -> Response:
    with transaction() as session:
        firm = one_partner(session, partner_id)
        found, zone = queries.statement(session, partner_id, month, clock.now(session)), queries.zone(session)
    rows = [
        [wall(one.entry.made_at, zone).date().isoformat(), str(one.number), one.account, words.cause(one),
         words.status(one)[0], str(rounded(one.entry.amount, one.entry.currency)), one.entry.currency,
         str(one.entry.calculation["plan"])]
        for one in found.lines
    ]  # fmt: skip
    return _file(f"commissions-{firm.slug}-{month}.csv", _STATEMENT, rows, amount=5)


def _file(name: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, amount: int) -> Response:
    """`amount`: the column that holds a number of ours, which may begin with a minus."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([gettext(one) for one in header])
    for row in rows:
        writer.writerow([cell if place == amount else neutral(cell) for place, cell in enumerate(row)])
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
