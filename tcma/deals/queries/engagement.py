"""The rules in force, the desk's calendar, and what a partner may register."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.base.zones import weekend
from tcma.deals.models import Authorisation, DealDesk, EngagementVersion
from tcma.deals.rules import Desk, Engagement
from tcma.deals.rules.engagement import from_json
from tcma.partners.models import Partner, Programme


def rules_in_force(session: Session) -> Engagement:
    """The newest version; before the vendor saved one, the first, with the protection that the programme began with."""
    newest = session.scalars(select(EngagementVersion).order_by(EngagementVersion.number.desc()).limit(1)).first()
    return _first(session) if newest is None else from_json(newest.number, newest.says)


def rules_named(session: Session, number: int | None) -> Engagement:
    """The version of this number, as a decision names it; without one those in force. NotFound for none of it."""
    if number is None:
        return rules_in_force(session)
    kept = session.get(EngagementVersion, number) if 0 < number < 2**31 else None
    if kept is not None:
        return from_json(number, kept.says)
    if number != 1:
        raise NotFound
    return _first(session)


def _first(session: Session) -> Engagement:
    days = session.scalar(select(Programme.protection_days))
    return Engagement() if days is None else Engagement(protection_days=days)


def versions(session: Session) -> Sequence[EngagementVersion]:
    """Every saved version, the newest first."""
    return session.scalars(select(EngagementVersion).order_by(EngagementVersion.number.desc())).all()


def tiers_of_partners(session: Session) -> Sequence[str]:
    return session.scalars(select(Partner.tier).distinct().order_by(Partner.tier)).all()


def desk(session: Session) -> Desk:
    """When it works; before anybody said so, as most people do where the programme's clock runs."""
    zone = session.scalar(select(Programme.timezone)) or "UTC"
    kept = session.get(DealDesk, 1)
    if kept is None:
        return Desk(zone, weekend(zone))
    return Desk(zone, tuple(kept.off), frozenset(kept.holidays))


def authorisations(session: Session, partner_id: UUID) -> Sequence[Authorisation]:
    rows = select(Authorisation).where(Authorisation.partner_id == partner_id)
    return session.scalars(rows.order_by(Authorisation.family, Authorisation.country)).all()


def authorised(session: Session, partner_id: UUID, families: Collection[str], country: str) -> bool:
    """Whether a partner may register all of these families in a country."""
    rows = authorisations(session, partner_id)
    here = [one.family for one in rows if one.country in ("", country)]
    if not rows or "" in here:
        return True
    return bool(families) and all(one in here for one in families)
