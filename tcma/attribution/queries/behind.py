"""The deals behind a number, and its parts by version, language and partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tcma.attribution.models import Credit, CreditRun
from tcma.attribution.queries.scope import Scope
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.deals.models import Deal, Registration
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Behind:
    """One deal and what the asset earned of it."""

    registration_id: UUID
    number: int
    account_name: str
    partner_name: str
    closed_at: datetime | None
    deal_amount: Decimal
    currency: str
    amount: Decimal


@dataclass(frozen=True)
class Part:
    """A part of an asset's credit: in one version, language or partner's campaigns."""

    name: str
    amount: Decimal
    deals: int


def _of(model: str, kit_id: UUID | None, asset: str | None, scope: Scope) -> list[ColumnElement[bool]]:
    where = [Credit.model == model, *scope.credits()]
    if kit_id is None:
        return [*where, Credit.touch_id.is_(None)]
    return [*where, Credit.kit_id == kit_id] + ([AssetRow.key == asset] if asset is not None else [])


def deals_behind(
    session: Session, scope: Scope, *, model: str, kit_id: UUID | None, asset: str | None, limit: int = 500
) -> Sequence[Behind]:
    """Largest credit first; without a kit, the deals with no known touch."""
    amount = func.sum(Credit.amount)
    deal = (
        Registration.id, Registration.number, Registration.account_name, Partner.name, Deal.closed_at, Deal.amount,
        Deal.currency,
    )  # fmt: skip
    query = (
        select(*deal, amount)
        .select_from(Credit)
        .join(CreditRun, CreditRun.id == Credit.run_id)
        .join(Deal, Deal.id == Credit.deal_id)
        .join(Registration, Registration.id == Deal.registration_id)
        .join(Partner, Partner.id == Credit.deal_partner_id)
        .join(AssetRow, AssetRow.id == Credit.asset_id, isouter=True)
        .where(*_of(model, kit_id, asset, scope))
        .group_by(*deal)
        .order_by(amount.desc(), Registration.number)
        .limit(limit)
    )
    return [Behind(*row) for row in session.execute(query)]


def parts(
    session: Session,
    scope: Scope,
    *,
    model: str,
    kit_id: UUID,
    asset: str | None,
    by: str,
    earned_by: UUID | None = None,
) -> list[Part]:
    """`by` is 'version', 'language' or 'partner'; the largest first."""
    touch_partner = Partner.__table__.alias("touch_partner")
    columns: dict[str, Any] = {
        "version": KitVersion.number, "language": Credit.language, "partner": touch_partner.c.name,
    }  # fmt: skip
    column, amount = columns[by], func.sum(Credit.amount)
    query = (
        select(column, amount, func.count(Credit.deal_id.distinct()))
        .select_from(Credit)
        .join(CreditRun, CreditRun.id == Credit.run_id)
        .join(Partner, Partner.id == Credit.deal_partner_id)
        .join(AssetRow, AssetRow.id == Credit.asset_id)
        .join(KitVersion, KitVersion.id == Credit.version_id)
        .join(touch_partner, touch_partner.c.id == Credit.partner_id)
        .where(*_of(model, kit_id, asset, scope))
        .group_by(column)
        .order_by(amount.desc(), column)
    )
    if earned_by is not None:
        query = query.where(Credit.partner_id == earned_by)
    return [Part(str(name), *rest) for name, *rest in session.execute(query)]
