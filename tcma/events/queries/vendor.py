"""Events of every partner, for the vendor: counts, and nobody's name."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.events.models import Event, Invitee, Registration
from tcma.events.rules import EventState, SeatState
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Counted:
    """One event in numbers."""

    event: Event
    title: str
    partner: str
    invited: int
    registered: int
    waiting: int
    attended: int


def all_events(session: Session, *, limit: int = 100) -> list[Counted]:
    """Events that were published, the next or latest first."""
    mine = select(func.count()).where(Registration.event_id == Event.id).correlate(Event)
    waiting = mine.where(Registration.state == SeatState.WAITLISTED)
    came = mine.where(Registration.state == SeatState.ATTENDED)
    invited = select(func.count()).where(Invitee.event_id == Event.id).correlate(Event)
    rows = session.execute(
        select(Event, KitVersion.title, Partner.name, invited.scalar_subquery(), mine.scalar_subquery(),
               waiting.scalar_subquery(), came.scalar_subquery())
        .join(KitVersion, KitVersion.id == Event.version_id).join(Partner, Partner.id == Event.partner_id)
        .where(Event.state != EventState.DRAFT).order_by(Event.starts_at.desc(), Event.id).limit(limit)
    )  # fmt: skip
    return [Counted(*row) for row in rows]
