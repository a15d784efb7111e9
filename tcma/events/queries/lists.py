"""A partner's events in a list."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.events.models import Event, Registration
from tcma.events.rules import KEPT, EventState


@dataclass(frozen=True)
class Listed:
    """An event in a list. `seats` are taken."""

    event: Event
    title: str
    seats: int


def events_of(session: Session, partner_id: UUID, *, ahead: bool = False, limit: int = 50) -> list[Listed]:
    """The partner's events, the next or latest first."""
    seats = (
        select(func.count()).where(Registration.event_id == Event.id, Registration.state.in_(KEPT))
        .correlate(Event).scalar_subquery()
    )
    found = (
        select(Event, KitVersion.title, seats).join(KitVersion, KitVersion.id == Event.version_id)
        .where(Event.partner_id == partner_id)
    )  # fmt: skip
    if ahead:
        found = found.where(Event.state == EventState.PUBLISHED).order_by(Event.starts_at, Event.id)
    else:
        found = found.order_by(Event.starts_at.desc(), Event.id)
    return [Listed(*row) for row in session.execute(found.limit(limit))]


def events_ahead(session: Session, partner_id: UUID) -> list[Listed]:
    """Those whose page is open, the next first."""
    return events_of(session, partner_id, ahead=True, limit=3)
