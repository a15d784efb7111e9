"""Open deals, credited as if they closed now. Never stored: a forecast is no history."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from tcma.attribution.queries.scope import Scope
from tcma.attribution.rules import LOOKBACK_DAYS, Journey, TouchPoint, credit
from tcma.audiences.models import Contact
from tcma.catalogue.models import AssetRow
from tcma.deals.models import Deal
from tcma.deals.rules import CLOSED
from tcma.partners.models import Partner
from tcma.tracking.models import Touch
from tcma.tracking.queries.journey import standing
from tcma.tracking.queries.own_people import own_people


@dataclass(frozen=True)
class OpenShare:
    """What one asset would earn of one open deal; kit and asset are None where no touch is known."""

    deal_id: UUID
    model: str
    kit_id: UUID | None
    asset: str | None
    region: str
    amount: Decimal


def open_shares(session: Session, scope: Scope, now: datetime) -> list[OpenShare]:
    """Of every open deal in the scope's currency, region and partner; its dates don't apply."""
    query = (
        select(Deal, Partner.region)
        .join(Partner, Partner.id == Deal.partner_id)
        .where(Deal.stage.notin_(CLOSED), *scope.partners())
    )
    if scope.currency is not None:
        query = query.where(Deal.currency == scope.currency)
    deals = {deal.id: (deal, region) for deal, region in session.execute(query)}
    touches, keys = _touches(session, list(deals), now)
    shares = []
    for deal_id, (deal, region) in deals.items():
        by_id = {str(touch.id): touch for touch in standing(touches[deal_id])}
        points = tuple(TouchPoint(id_, touch.at.astimezone(UTC)) for id_, touch in by_id.items())
        credited = credit(Journey(deal.amount, deal.currency, now, points))
        for model, amounts in credited.amounts.items():
            if credited.unattributed:
                shares.append(OpenShare(deal_id, model.value, None, None, region, credited.unattributed))
            shares.extend(
                OpenShare(deal_id, model.value, by_id[id_].kit_id, keys[by_id[id_].asset_id], region, amount)
                for id_, amount in amounts.items()
                if amount
            )
    return shares


def _touches(
    session: Session, deal_ids: list[UUID], now: datetime
) -> tuple[dict[UUID, list[Touch]], dict[UUID, str]]:
    """Per deal the touches that `tracking.queries.journey` would find for it; the keys of their assets."""
    named = aliased(Contact)
    query = (
        select(Deal.id, Touch, Contact.email, AssetRow.key)
        .join(named, named.id == Deal.contact_id, isouter=True)
        .join(
            Contact,
            or_(
                and_(Contact.account_domain == Deal.account_domain, Deal.account_domain != ""),
                Contact.addr_key == named.addr_key,
            ),
        )
        .join(Touch, Touch.contact_id == Contact.id)
        .join(AssetRow, AssetRow.id == Touch.asset_id)
        .where(Deal.id.in_(deal_ids), Touch.counts, Touch.at <= now, Touch.at >= now - timedelta(days=LOOKBACK_DAYS))
    )
    found: dict[UUID, list[Touch]] = defaultdict(list)
    keys: dict[UUID, str] = {}
    rows = session.execute(query).all()
    own = {partner_id: own_people(session, partner_id) for partner_id in {touch.partner_id for _, touch, _, _ in rows}}
    for deal_id, touch, email, key in rows:
        if not own[touch.partner_id].has(email):
            found[deal_id].append(touch)
            keys[touch.asset_id] = key
    return found, keys
