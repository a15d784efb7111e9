"""Sums of credit rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, cast, func, select
from sqlalchemy.orm import Session
from sqlalchemy.types import Date

from tcma.attribution.models import Credit, CreditRun
from tcma.attribution.queries.scope import Scope
from tcma.catalogue.models import AssetRow, KitRow, KitVersion
from tcma.deals.models import Deal, Registration
from tcma.partners.models import Partner


@dataclass(frozen=True)
class AssetSum:
    """What one asset earned in one model and region; kit and key are None for what nobody earned."""

    model: str
    kit_id: UUID | None
    asset: str | None
    region: str
    amount: Decimal
    deals: int


@dataclass(frozen=True)
class TimeSum:
    """What one channel earned in a week (named by its Monday) or month (by its first); '' for what nobody earned."""

    model: str
    start: date
    channel: str
    amount: Decimal


@dataclass(frozen=True)
class Coverage:
    """Won deals in one currency, and those among them with a known touch."""

    currency: str
    deals: int
    touched: int
    amount: Decimal
    credited: Decimal


def _credits(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Credit)
        .join(CreditRun, CreditRun.id == Credit.run_id)
        .join(Partner, Partner.id == Credit.deal_partner_id)
        .join(AssetRow, AssetRow.id == Credit.asset_id, isouter=True)
    )


def by_asset(session: Session, scope: Scope, *, earned_by: UUID | None = None) -> list[AssetSum]:
    """Per model, asset (over all its versions) and region of the deal's partner; `earned_by` one partner's touches."""
    asset = (Credit.model, Credit.kit_id, AssetRow.key, Partner.region)
    query = _credits(*asset, func.sum(Credit.amount), func.count(Credit.deal_id.distinct())).where(*scope.credits())
    if earned_by is not None:
        query = query.where(Credit.partner_id == earned_by)
    return [AssetSum(*row) for row in session.execute(query.group_by(*asset))]


def by_time(session: Session, scope: Scope, timezone: str, unit: str = "week") -> list[TimeSum]:
    """Per model, week or month of closing in the programme's zone, and channel."""
    start = cast(func.date_trunc(unit, func.timezone(timezone, Credit.closed_at)), Date)
    query = _credits(Credit.model, start, Credit.channel, func.sum(Credit.amount)).where(*scope.credits())
    return [TimeSum(*row) for row in session.execute(query.group_by(Credit.model, start, Credit.channel))]


def coverage(session: Session, scope: Scope) -> list[Coverage]:
    """Per currency, the one with most deals first."""
    touched = CreditRun.touches > 0
    query = (
        select(
            CreditRun.currency,
            func.count(),
            func.count().filter(touched),
            func.sum(CreditRun.amount),
            func.coalesce(func.sum(CreditRun.amount).filter(touched), Decimal(0)),
        )
        .join(Partner, Partner.id == CreditRun.partner_id)
        .where(*scope.runs())
        .group_by(CreditRun.currency)
        .order_by(func.count().desc(), CreditRun.currency)
    )
    return [Coverage(*row) for row in session.execute(query)]


def export_rows(session: Session, scope: Scope) -> Iterator[tuple[Any, ...]]:
    """Every credit row in scope, with names in place of ids."""
    touch_partner = Partner.__table__.alias("touch_partner")
    query = (
        _credits(
            Registration.number, Partner.name, Partner.region, Credit.model, KitRow.slug, AssetRow.key,
            KitVersion.number, Credit.language, Credit.channel, touch_partner.c.name, Credit.touch_at,
            Credit.closed_at, Credit.amount, Credit.currency,
        )
        .join(Deal, Deal.id == Credit.deal_id)
        .join(Registration, Registration.id == Deal.registration_id)
        .join(KitRow, KitRow.id == Credit.kit_id, isouter=True)
        .join(KitVersion, KitVersion.id == Credit.version_id, isouter=True)
        .join(touch_partner, touch_partner.c.id == Credit.partner_id, isouter=True)
        .where(*scope.credits())
        .order_by(Credit.closed_at, Registration.number, Credit.model, Credit.touch_at, Credit.id)
        .execution_options(yield_per=1000)
    )  # fmt: skip
    for row in session.execute(query):
        yield tuple(row)


