"""Events as rows: one's own, their kit, and how many came."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.branding.queries import brand_of
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.catalogue.rules import Kit, with_words
from tcma.composing.rules import Occasion
from tcma.events.models import Event, Invitee, Registration
from tcma.events.rules import SEATED, EventState, SeatState, occasion
from tcma.localization.queries import words


def event_of(session: Session, partner_id: UUID, event_id: UUID) -> Event:
    """The partner's event; another's is not there."""
    found = session.scalar(select(Event).where(Event.id == event_id, Event.partner_id == partner_id))
    if found is None:
        raise NotFound
    return found


def kit_in(session: Session, event: Event, language: str) -> Kit:
    """The event's kit in a language."""
    return with_words(
        kit_content(session.get_one(KitVersion, event.version_id)), words(session, event.version_id, language)
    )


def occasion_of(session: Session, event: Event, language: str, *, offered: bool = False) -> Occasion:
    """Its date, place and host, as a reader of this language is told them."""
    brand = brand_of(session, event.partner_id)
    return occasion(
        starts_at=event.starts_at, minutes=event.minutes, zone=event.timezone, place=event.place,
        address=event.address, host=brand.contact_name or brand.name, language=language, offered=offered,
    )  # fmt: skip


def seats_taken(session: Session, event_id: UUID) -> int:
    """Seats that somebody has, or that are kept for somebody."""
    taken = select(func.count()).where(Registration.event_id == event_id, Registration.state.in_(SEATED))
    return session.scalar(taken) or 0


@dataclass(frozen=True)
class Numbers:
    """Guests by state, and how many people the event was announced to."""

    states: dict[str, int]
    invited: int

    def of(self, *states: SeatState) -> int:
        return sum(self.states.get(state.value, 0) for state in states)

    @property
    def registered(self) -> int:
        """Everyone who ever registered."""
        return sum(self.states.values())


def numbers(session: Session, event_id: UUID) -> Numbers:
    rows = session.execute(
        select(Registration.state, func.count()).where(Registration.event_id == event_id).group_by(Registration.state)
    )
    invited = session.scalar(select(func.count()).where(Invitee.event_id == event_id)) or 0
    return Numbers({state.value: number for state, number in rows}, invited)


@dataclass(frozen=True)
class Listed:
    """An event in a list. `seats` are taken."""

    event: Event
    title: str
    seats: int


def events_of(session: Session, partner_id: UUID, *, ahead: bool = False, limit: int = 50) -> list[Listed]:
    """The partner's events, the next or latest first."""
    seats = (
        select(func.count()).where(Registration.event_id == Event.id, Registration.state.in_(SEATED))
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
