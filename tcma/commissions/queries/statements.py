"""What a partner earned in a month, what it got, and what is still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.commissions.models import CommissionEntry, CommissionPayout
from tcma.commissions.queries.entries import Line, lines_where
from tcma.commissions.rules import PAYERS, EntryState, month_of, month_span
from tcma.partners.models import Person, Programme

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Balance:
    """Of one currency: `opening` + `booked` - `paid` = `closing`, which is what is still open."""

    currency: str
    opening: Decimal
    booked: Decimal
    paid: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.booked - self.paid


@dataclass(frozen=True)
class Statement:
    """`lines` were booked in the month; `payouts` are (number, day, currency, the partner's part) paid in it."""

    month: str
    lines: Sequence[Line]
    balances: Sequence[Balance]
    payouts: Sequence[tuple[int, datetime, str, Decimal]]


def statement(session: Session, partner_id: UUID, month: str, now: datetime) -> Statement:
    """A month by the programme's clock. NotFound for what is no month."""
    span = month_span(month, zone(session))
    if span is None:
        raise NotFound
    mine, made, paid = CommissionEntry.partner_id == partner_id, CommissionEntry.made_at, CommissionEntry.paid_at
    sums = {
        "made_before": _sums(session, mine, made < span.begins),
        "paid_before": _sums(session, mine, paid < span.begins),
        "booked": _sums(session, mine, made >= span.begins, made < span.ends),
        "paid": _sums(session, mine, paid >= span.begins, paid < span.ends),
    }  # fmt: skip
    currencies = sorted({currency for each in sums.values() for currency in each})
    balances = [
        Balance(
            one, sums["made_before"].get(one, NOTHING) - sums["paid_before"].get(one, NOTHING),
            sums["booked"].get(one, NOTHING), sums["paid"].get(one, NOTHING),
        )
        for one in currencies
    ]  # fmt: skip
    rows = session.execute(
        select(CommissionPayout.number, CommissionPayout.made_at, CommissionPayout.currency,
               func.sum(CommissionEntry.amount))
        .join(CommissionEntry, CommissionEntry.payout_id == CommissionPayout.id)
        .where(mine, paid >= span.begins, paid < span.ends)
        .group_by(CommissionPayout.id).order_by(CommissionPayout.number)
    )  # fmt: skip
    lines = lines_where(session, mine, made >= span.begins, made < span.ends, now=now)
    return Statement(month, lines, balances, [(number, at, currency, sum_) for number, at, currency, sum_ in rows])


def months(session: Session, partner_id: UUID) -> list[str]:
    """Those in which something was booked or paid, the newest first."""
    rows = session.execute(
        select(CommissionEntry.made_at, CommissionEntry.paid_at).where(CommissionEntry.partner_id == partner_id)
    )
    here = zone(session)
    return sorted({month_of(at, here) for row in rows for at in row if at is not None}, reverse=True)


def open_sums(session: Session, partner_id: UUID | None = None) -> dict[tuple[str, str], Decimal]:
    """{(state, currency): what stands in it}, of one partner or of all."""
    query = select(CommissionEntry.state, CommissionEntry.currency, func.sum(CommissionEntry.amount))
    if partner_id is not None:
        query = query.where(CommissionEntry.partner_id == partner_id)
    rows = session.execute(query.group_by(CommissionEntry.state, CommissionEntry.currency))
    return {(str(state), currency): amount for state, currency, amount in rows}


def payable(session: Session, person_id: UUID) -> dict[str, Decimal]:
    """{currency: what a payout of this person would pay now}: partners that would owe more than they get wait."""
    net = func.sum(CommissionEntry.amount)
    each = (
        select(CommissionEntry.currency, net.label("net")).where(payable_by(session, person_id))
        .group_by(CommissionEntry.partner_id, CommissionEntry.currency).having(net > 0).subquery()
    )  # fmt: skip
    sums = select(each.c.currency, func.sum(each.c.net)).group_by(each.c.currency).order_by(each.c.currency)
    return dict(session.execute(sums).all())


def payable_by(session: Session, person_id: UUID) -> ColumnElement[bool]:
    """Which entries this person may pay: what it approved itself is for somebody else, if there is somebody else.

    What is taken back is deducted whoever approved that: nobody gains by it.
    """
    approved = CommissionEntry.state == EntryState.APPROVED
    if not others_pay(session, person_id):
        return approved
    somebody_else = CommissionEntry.approved_by.is_distinct_from(person_id)
    return and_(approved, or_(CommissionEntry.amount < 0, somebody_else))


def others_pay(session: Session, person_id: UUID) -> bool:
    """Whether the vendor has another person that may pay."""
    others = select(Person.id).where(
        Person.partner_id.is_(None), Person.role.in_(PAYERS), Person.deactivated_at.is_(None), Person.id != person_id
    )
    return bool(session.scalar(select(others.exists())))


def zone(session: Session) -> str:
    """The programme's."""
    return session.scalar(select(Programme.timezone)) or "UTC"


def _sums(session: Session, *where: ColumnElement[bool]) -> dict[str, Decimal]:
    query = select(CommissionEntry.currency, func.sum(CommissionEntry.amount)).where(*where)
    return dict(session.execute(query.group_by(CommissionEntry.currency)).all())
