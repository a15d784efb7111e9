"""Lines of the ledger, each with the deal it comes of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session, aliased

from tcma.base.errors import NotFound
from tcma.commissions.models import CommissionEntry, CommissionSale
from tcma.commissions.rules import Hold, hold
from tcma.deals.models import Deal, Registration
from tcma.partners.models import Partner

_REVERSAL = aliased(CommissionEntry)


@dataclass(frozen=True)
class Line:
    """`reversal` is the entry that took this one back; `held`: why it can't be approved yet."""

    entry: CommissionEntry
    sale: CommissionSale
    number: int
    account: str
    registration_id: UUID
    partner: str
    reversal: UUID | None
    held: Hold | None


def live_entries(session: Session, deal_id: UUID) -> Sequence[CommissionEntry]:
    """What stands of a deal, locked: booked, and not reversed."""
    taken_back = select(_REVERSAL.id).where(_REVERSAL.reverses == CommissionEntry.id).exists()
    rows = select(CommissionEntry).where(
        CommissionEntry.deal_id == deal_id, CommissionEntry.reverses.is_(None), ~taken_back
    )
    locked = rows.order_by(CommissionEntry.id).with_for_update(of=CommissionEntry)
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def lines_where(session: Session, *where: ColumnElement[bool], now: datetime, limit: int | None = None) -> list[Line]:
    """The oldest first; all of them without a limit."""
    rows = session.execute(_lines(*where).order_by(CommissionEntry.made_at, CommissionEntry.id).limit(limit))
    return [_line(row, now) for row in rows]


def one_line(session: Session, entry_id: UUID, *, partner_id: UUID | None, now: datetime) -> Line:
    """NotFound for another partner's; without a partner it is the vendor who asks."""
    where = [CommissionEntry.id == entry_id]
    if partner_id is not None:
        where.append(CommissionEntry.partner_id == partner_id)
    row = session.execute(_lines(*where)).one_or_none()
    if row is None:
        raise NotFound
    return _line(row, now)


def lines_of_deal(session: Session, registration_id: UUID, *, partner_id: UUID | None, now: datetime) -> list[Line]:
    """Every line of a deal that may be seen; NotFound for a deal of another partner of which it earned nothing."""
    where: list[ColumnElement[bool]] = [Registration.id == registration_id]
    if partner_id is not None:
        where.append(CommissionEntry.partner_id == partner_id)
    found = lines_where(session, *where, now=now)
    own = select(Registration.id).where(Registration.id == registration_id)
    if partner_id is not None:
        own = own.where(Registration.partner_id == partner_id)
    if not found and session.scalar(own) is None:
        raise NotFound
    return found


def in_review(session: Session, registration_id: UUID) -> bool:
    """Whether the deal's amount rose and waits for a look: until then it earns no more than before."""
    waiting = select(Deal.id).where(Deal.registration_id == registration_id, Deal.review_since.is_not(None))
    return session.scalar(waiting) is not None


_Row = Row[CommissionEntry, CommissionSale, int, str, UUID, str, UUID | None]


def _lines(
    *where: ColumnElement[bool],
) -> Select[CommissionEntry, CommissionSale, int, str, UUID, str, UUID | None]:
    return (
        select(CommissionEntry, CommissionSale, Registration.number, Registration.account_name, Registration.id,
               Partner.name, _REVERSAL.id)
        .join(CommissionSale, CommissionSale.deal_id == CommissionEntry.deal_id)
        .join(Deal, Deal.id == CommissionEntry.deal_id)
        .join(Registration, Registration.id == Deal.registration_id)
        .join(Partner, Partner.id == CommissionEntry.partner_id)
        .outerjoin(_REVERSAL, _REVERSAL.reverses == CommissionEntry.id)
        .where(*where)
    )  # fmt: skip


def _line(row: _Row, now: datetime) -> Line:
    entry, sale, number, account, registration_id, partner, reversal = row
    held = hold(entry.due_at, until_paid=entry.until_paid, customer_paid_at=sale.customer_paid_at, now=now)
    return Line(entry, sale, number, account, registration_id, partner, reversal, held)
