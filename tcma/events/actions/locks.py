"""An event's row is the lock of its seats: whoever takes, gives or moves one holds it until the commit.

It comes before contacts, steps and messages, in every verb.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.events.models import Event, Registration

Lock = Callable[[Session, UUID], Event]


PATIENCE = "20s"
"""However many register in one moment, each is served; a lock that never comes is an error, and no page that hangs."""


def lock_event(session: Session, event_id: UUID) -> Event:
    """The event, its row locked and read anew."""
    session.execute(select(func.set_config("lock_timeout", PATIENCE, True)))
    found = session.get(Event, event_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def own(session: Session, event_id: UUID, partner_id: UUID) -> Event:
    """The partner's event, its row locked; another's is not there."""
    found = lock_event(session, event_id)
    if found.partner_id != partner_id:
        raise NotFound
    return found


def lock_registration(session: Session, registration_id: UUID) -> tuple[Event, Registration]:
    """A registration and its event, both locked, the event first."""
    event_id = session.scalar(select(Registration.event_id).where(Registration.id == registration_id))
    if event_id is None:
        raise NotFound
    event = lock_event(session, event_id)
    return event, session.get_one(Registration, registration_id, with_for_update=True, populate_existing=True)
