"""The vendor's home: what needs somebody, and how partners are doing, in numbers alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.attribution.queries import Coverage, Scope, coverage
from tcma.catalogue.models import KitVersion
from tcma.deals.models import Deal
from tcma.deals.queries import Waiting, undecided
from tcma.deals.rules import CLOSED
from tcma.delivery import queries as delivery
from tcma.launches.models import Launch
from tcma.launches.queries.runs import Status, status
from tcma.launches.rules import ACTIVE
from tcma.leads.models import Lead, VendorLead
from tcma.leads.rules import VendorState
from tcma.partners.models import Partner
from tcma.reports.queries.activity import active_partners

DAYS = 30


@dataclass(frozen=True)
class Running:
    """A partner's run that is on its way."""

    partner_name: str
    status: Status


@dataclass(frozen=True)
class Overview:
    """Counts and names of firms; no partner's people."""

    waiting: list[Waiting]
    running: list[Running]
    unconfirmed: int
    held: int  # partners whose mails to many are held
    broken: list[str]  # what the last look at the delivery's promise found broken
    asking: int  # leads of the vendor that no partner has
    leads: list[tuple[str, int]]
    new_leads: int
    open_deals: int
    won: list[Coverage]
    active: int
    enrolled: int

    @property
    def won_amounts(self) -> dict[str, Decimal]:
        return {one.currency: one.amount for one in self.won}


def overview(session: Session, now: datetime) -> Overview:
    """The last 30 days, and what is going on now."""
    since = now - timedelta(days=DAYS)
    launches = session.execute(
        select(Launch, Partner.name)
        .join(Partner, Partner.id == Launch.partner_id)
        .join(KitVersion, KitVersion.id == Launch.version_id)
        .where(Launch.state.in_(ACTIVE))
        .order_by(Launch.scheduled_at.desc())
        .limit(5)
    ).all()
    number = func.count()
    leads = session.execute(
        select(Partner.name, number)
        .join(Lead, Lead.partner_id == Partner.id)
        .where(Lead.created_at >= since, Lead.created_at < now)
        .group_by(Partner.id, Partner.name)
        .order_by(number.desc(), Partner.name)
    ).all()
    active, enrolled = active_partners(session, now)
    return Overview(
        waiting=undecided(session, now),
        running=[Running(name, status(session, launch, now)) for launch, name in launches],
        unconfirmed=delivery.unconfirmed(session),
        held=len(delivery.open_holds(session)),
        broken=delivery.broken(session),
        asking=session.scalar(select(func.count()).where(VendorLead.state == VendorState.UNASSIGNED)) or 0,
        leads=[(name, count) for name, count in leads],
        new_leads=sum(count for _, count in leads),
        open_deals=session.scalar(select(func.count()).where(Deal.stage.notin_(CLOSED))) or 0,
        won=coverage(session, Scope(now, since)),
        active=active,
        enrolled=enrolled,
    )
