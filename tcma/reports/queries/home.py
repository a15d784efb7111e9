"""The partner's home: money, people, what is next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ColumnExpressionArgument, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tcma.audiences.models import Contact
from tcma.branding.models import BrandKit
from tcma.deals import queries as deals
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import Board
from tcma.deals.rules import CLOSED, Stage
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState
from tcma.launches.queries.runs import Status, launches_of, status
from tcma.leads.models import Lead, Offer
from tcma.leads.rules import OPEN, OfferState
from tcma.tracking.models import Response, Touch

Where = ColumnExpressionArgument[bool]

DAYS = 90
WEEKS = 13


@dataclass(frozen=True)
class Money:
    """One figure per currency, never added up; `main` is the first to show."""

    amounts: dict[str, Decimal]
    deals: int
    before: int  # deals in the 90 days before
    series: dict[str, list[Decimal]]


@dataclass(frozen=True)
class Count:
    """How many in the last 90 days, how many in the 90 before, and week by week."""

    now: int
    before: int
    series: list[int]


@dataclass(frozen=True)
class Home:
    """What a partner sees first."""

    pipeline: Money
    won: Money
    leads: Count
    reached: Count
    runs: list[Status]
    board: Board
    ending: list[deals.Entry]
    to_call: int
    offered: int  # leads of the vendor that wait for an answer
    contacts: int
    has_brand: bool
    clicked: int
    answered: int
    registered: int


def home(session: Session, partner_id: UUID, now: datetime) -> Home:
    """All figures are of this partner alone."""
    since = now - timedelta(days=DAYS)
    board = deals.board(session, partner_id, now)
    found = session.scalars(select(Deal).where(Deal.partner_id == partner_id)).all()
    active = launches_of(session, partner_id, active=True, limit=2)
    return Home(
        pipeline=_pipeline(found, now),
        won=_won([deal for deal in found if deal.stage is Stage.WON], now),
        leads=_count(session, Lead.id, Lead.created_at, now, Lead.partner_id == partner_id),
        reached=_count(session, Message.contact_id, Message.changed_at, now, *_accepted(partner_id)),
        runs=[status(session, one.launch, now) for one in active],
        board=board,
        ending=[
            one for entries in board.stages.values() for one in entries
            if one.days_left is not None and one.days_left <= 15
        ],
        to_call=_number(session, Lead.id, Lead.partner_id == partner_id, Lead.state.in_(OPEN)),
        offered=_number(session, Offer.id, Offer.partner_id == partner_id, Offer.state == OfferState.OPEN,
                        Offer.due_at > now),
        contacts=_number(session, Contact.id, Contact.partner_id == partner_id),
        has_brand=session.get(BrandKit, partner_id) is not None,
        clicked=_number(session, Touch.contact_id, Touch.partner_id == partner_id, Touch.counts, Touch.at >= since),
        answered=_number(session, Response.contact_id, Response.partner_id == partner_id, Response.at >= since),
        registered=_number(
            session, Registration.id, Registration.partner_id == partner_id, Registration.submitted_at >= since
        ),
    )  # fmt: skip


def _accepted(partner_id: UUID) -> list[ColumnElement[bool]]:
    return [
        Message.partner_id == partner_id,
        Message.state == MessageState.ACCEPTED,
        Message.contact_id.is_not(None),
    ]


def _number(session: Session, what: InstrumentedAttribute[Any], *where: Where) -> int:
    """How many different ones."""
    return session.scalar(select(func.count(what.distinct())).where(*where)) or 0


def _count(
    session: Session, what: InstrumentedAttribute[Any], at: InstrumentedAttribute[Any], now: datetime, *where: Where
) -> Count:
    def between(first: datetime, last: datetime) -> int:
        return _number(session, what, *where, at >= first, at < last)

    since = now - timedelta(days=DAYS)
    week = func.floor(func.extract("epoch", now - at) / (7 * 86400))
    rows = session.execute(
        select(week, func.count(what.distinct()))
        .where(*where, at >= now - timedelta(weeks=WEEKS), at < now)
        .group_by(week)
    )
    by_week = {int(age): number for age, number in rows}
    series = [by_week.get(age, 0) for age in reversed(range(WEEKS))]
    return Count(between(since, now), between(since - timedelta(days=DAYS), since), series)


def _pipeline(found: Sequence[Deal], now: datetime) -> Money:
    is_open = [deal for deal in found if deal.stage not in CLOSED]
    series: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * WEEKS)
    for deal in found:
        for place, age in enumerate(reversed(range(WEEKS))):
            moment = now - timedelta(weeks=age)
            if deal.opened_at <= moment and (deal.closed_at is None or deal.closed_at > moment):
                series[deal.currency][place] += deal.amount
    return Money(_by_currency(is_open), len(is_open), 0, dict(series))


def _won(found: Sequence[Deal], now: datetime) -> Money:
    since = now - timedelta(days=DAYS)
    recent = [deal for deal in found if deal.closed_at and deal.closed_at >= since]
    before = [deal for deal in found if deal.closed_at and since - timedelta(days=DAYS) <= deal.closed_at < since]
    series: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * WEEKS)
    for deal in recent:
        assert deal.closed_at is not None  # asked for above
        closed_weeks_ago = (now - deal.closed_at) // timedelta(weeks=1)
        for place, age in enumerate(reversed(range(WEEKS))):
            if age <= closed_weeks_ago:
                series[deal.currency][place] += deal.amount
    return Money(_by_currency(recent), len(recent), len(before), dict(series))


def _by_currency(found: Sequence[Deal]) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for deal in found:
        amounts[deal.currency] += deal.amount
    return dict(sorted(amounts.items(), key=lambda one: -one[1]))
