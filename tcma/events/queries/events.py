"""Events as rows: one's own, their kit, and how many came."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.base.words import nearest_language
from tcma.branding.queries import brand_of
from tcma.branding.rules import Brand
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.catalogue.rules import Kit, with_words
from tcma.composing.rules import Occasion
from tcma.events.models import Event, Registration
from tcma.events.rules import SEATED, occasion
from tcma.localization.queries import words


def event_of(session: Session, partner_id: UUID, event_id: UUID) -> Event:
    """The partner's event; another's is not there."""
    found = session.scalar(select(Event).where(Event.id == event_id, Event.partner_id == partner_id))
    if found is None:
        raise NotFound
    return found


def told_in(event: Event, language: str) -> str:
    """The language of the event's mails that is nearest to this one; its first where none is near.

    A helper at the door works in a language that the event need not have.
    """
    return nearest_language(language, event.languages) or str(event.languages[0])


def brand_in(session: Session, event: Event) -> Brand:
    """What the event wears: the host's main brand, or that of the office it was started in."""
    return brand_of(session, event.partner_id, event.office_id)


def kit_in(session: Session, event: Event, language: str) -> Kit:
    """The event's kit in a language."""
    return with_words(
        kit_content(session.get_one(KitVersion, event.version_id)), words(session, event.version_id, language)
    )


def occasion_of(
    session: Session, event: Event, language: str, *, offered: bool = False, seated: bool = False
) -> Occasion:
    """Its date, place and host, as a reader of this language is told them; the room only to one who has a seat."""
    brand = brand_in(session, event)
    return occasion(
        starts_at=event.starts_at, minutes=event.minutes, zone=event.timezone, place=event.place,
        address=event.address, host=brand.contact_name or brand.name, language=language, offered=offered,
        room=event.room if seated else "",
    )  # fmt: skip


def seats_taken(session: Session, event_id: UUID) -> int:
    """Seats that somebody has, or that are kept for somebody."""
    taken = select(func.count()).where(Registration.event_id == event_id, Registration.state.in_(SEATED))
    return session.scalar(taken) or 0
