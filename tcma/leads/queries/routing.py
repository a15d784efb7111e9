"""The rules that are live, the firms they speak of, and whose turn it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.leads.models import Intake, Lead, Offer, RoutingTurn, RoutingVersion
from tcma.leads.rules import OPEN, TIERS, Firm, OfferState, RuleSet, from_json
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Live:
    """`number` 0: nobody has published rules yet, and all leads wait for a person."""

    number: int
    rules: RuleSet
    published_at: datetime | None = None


def live_rules(session: Session) -> Live:
    """The latest version."""
    newest = session.scalars(
        select(RoutingVersion).where(RoutingVersion.number.is_not(None)).order_by(RoutingVersion.number.desc()).limit(1)
    ).one_or_none()
    if newest is None or newest.number is None:
        return Live(0, RuleSet(TIERS))
    return Live(newest.number, from_json(newest.content), newest.published_at)


def draft(session: Session, *, lock: bool = False) -> RoutingVersion | None:
    """What is being changed, if anything is."""
    query = select(RoutingVersion).where(RoutingVersion.number.is_(None))
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def versions(session: Session) -> Sequence[RoutingVersion]:
    """Everything that was live, the newest first."""
    numbered = select(RoutingVersion).where(RoutingVersion.number.is_not(None))
    return session.scalars(numbered.order_by(RoutingVersion.number.desc()).limit(50)).all()


def firms(session: Session, *, lock: bool = False) -> list[Firm]:
    """Partners that take leads. `lock`: until the end of the transaction nobody else gives any away."""
    query = (
        select(Intake, Partner).join(Partner, Partner.id == Intake.partner_id)
        .where(Intake.takes, Partner.deactivated_at.is_(None)).order_by(Intake.partner_id)
    )  # fmt: skip
    if lock:
        query = query.with_for_update(of=Intake).execution_options(populate_existing=True)
    taking = session.execute(query).all()
    busy = _busy(session)
    return [
        Firm(partner.id, partner.tier, tuple(one.countries), tuple(partner.products), tuple(partner.industries),
             busy.get(partner.id, 0), one.cap, one.last_offer_at)
        for one, partner in taking
    ]  # fmt: skip


def _busy(session: Session) -> dict[UUID, int]:
    """What each partner has open of the vendor's leads, and is being asked about."""
    found: dict[UUID, int] = defaultdict(int)
    has = (
        select(Lead.partner_id, func.count())
        .where(Lead.vendor_lead_id.is_not(None), Lead.state.in_(OPEN)).group_by(Lead.partner_id)
    )  # fmt: skip
    asked = select(Offer.partner_id, func.count()).where(Offer.state == OfferState.OPEN).group_by(Offer.partner_id)
    for query in (has, asked):
        for partner_id, number in session.execute(query):
            found[partner_id] += number
    return found


def turns(session: Session) -> dict[UUID, dict[UUID, int]]:
    """{rule: {partner: credit}}."""
    found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for rule_id, partner_id, credit in session.execute(
        select(RoutingTurn.rule_id, RoutingTurn.partner_id, RoutingTurn.credit)
    ):
        found[rule_id][partner_id] = credit
    return found


def partner_names(session: Session) -> dict[UUID, str]:
    """Every partner, also those that left: a rule may still name them."""
    return dict(session.execute(select(Partner.id, Partner.name)).all())


@dataclass(frozen=True)
class Taker:
    """A partner in the list of who takes leads; without an `intake` it takes none."""

    partner: Partner
    intake: Intake | None
    busy: int
    room: int


def takers(session: Session) -> list[Taker]:
    """Every active partner, by name."""
    rules, busy = live_rules(session).rules, _busy(session)
    rows = session.execute(
        select(Partner, Intake).outerjoin(Intake, Intake.partner_id == Partner.id)
        .where(Partner.deactivated_at.is_(None)).order_by(func.lower(Partner.name), Partner.id)
    )  # fmt: skip
    return [
        Taker(partner, one, busy.get(partner.id, 0),
              one.cap if one is not None and one.cap is not None else rules.tier(partner.tier).cap)
        for partner, one in rows
    ]  # fmt: skip
