"""Statements as PDF: tagged, in the reader's language."""

from collections.abc import Iterator
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.statement import Column, Statement, statement_pdf
from tcma.base.words import N_, format_date, format_money, gettext, language
from tcma.branding.queries import brand_of
from tcma.branding.queries import vendor as vendor_of
from tcma.commissions import queries
from tcma.commissions.queries import Line
from tcma.commissions.views import words
from tcma.commissions.views.blueprint import bp
from tcma.partners.queries import one_partner

_COLUMNS = (
    (N_("Day"), False), (N_("Deal"), False), (N_("Customer"), False), (N_("Why"), False), (N_("State"), False),
    (N_("Amount"), True),
)  # fmt: skip
_WIDTHS = (1.3, 0.8, 2.2, 1.6, 1.2, 1.3)


@bp.get("/commissions/<month>.pdf")
@access.roles(*access.PARTNER_MARKETING)
def statement_paper(month: str) -> Response:
    """A month of one's own."""
    return _paper(access.current().partner, month)


@bp.get("/hq/commissions/partners/<uuid:partner_id>/<month>.pdf")
@access.roles(*access.VENDOR_ROLES)
def partner_paper(partner_id: UUID, month: str) -> Response:
    """A month of a partner."""
    return _paper(partner_id, month)


def _paper(partner_id: UUID, month: str) -> Response:
    with transaction() as session:
        firm = one_partner(session, partner_id)
        found = _statement(session, partner_id, month)
    answer = Response(statement_pdf(found), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"attachment; filename=commissions-{firm.slug}-{month}.pdf"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _statement(session: Session, partner_id: UUID, month: str) -> Statement:
    found, zone = queries.statement(session, partner_id, month, clock.now(session)), queries.zone(session)
    vendor, brand = vendor_of(session), brand_of(session, partner_id)
    return Statement(
        title=gettext("Statement of commissions"),
        language=language(),
        sender=[vendor.name, *vendor.postal_address.splitlines()],
        receiver=[brand.name, *brand.postal_address.splitlines()],
        facts=[(gettext("Month"), words.month_name(month)), (gettext("Time zone"), zone.replace("_", " "))],
        columns=[Column(gettext(title), number) for title, number in _COLUMNS],
        widths=_WIDTHS,
        rows=[_row(one, zone) for one in found.lines],
        totals=list(_totals(found)),
        before=[] if found.lines else [gettext("Nothing was booked in this month.")],
        after=[
            gettext("Payout %(number)s on %(day)s: %(amount)s", number=number, day=format_date(at, zone),
                    amount=format_money(amount, currency))
            for number, at, currency, amount in found.payouts
        ],
    )  # fmt: skip


def _row(line: Line, zone: str) -> list[str]:
    entry = line.entry
    return [
        format_date(entry.made_at, zone), str(line.number), line.account, words.cause(line), words.status(line)[0],
        format_money(entry.amount, entry.currency),
    ]  # fmt: skip


def _totals(found: queries.Statement) -> Iterator[list[str]]:
    """The balance of each currency."""
    for one in found.balances:
        for said, amount in (
            (gettext("Open at the beginning"), one.opening), (gettext("Booked in the month"), one.booked),
            (gettext("Paid in the month"), one.paid), (gettext("Open at the end"), one.closing),
        ):  # fmt: skip
            yield ["", "", said, "", "", format_money(amount, one.currency)]
