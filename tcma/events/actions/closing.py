"""After the end: who was not checked in did not come, and nobody joins any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.events.actions.locks import lock_event
from tcma.events.actions.mails import close_mail
from tcma.events.models import EventMail, Registration
from tcma.events.rules import EventState, SeatState, ends_at, move

AFTER = {SeatState.CONFIRMED: SeatState.NO_SHOW, SeatState.OFFERED: SeatState.OFFER_EXPIRED}


def close(session: Session, event_id: UUID, *, now: datetime) -> bool:
    """The event is over. Safe to run twice. Who waited to the end stays on the list, as what happened."""
    event = lock_event(session, event_id)
    if event.state is not EventState.PUBLISHED or ends_at(event.starts_at, event.minutes) > now:
        return False
    left = session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.state.in_(AFTER)).with_for_update()
    )
    for one in left:
        one.state, one.updated_at = move(one.state, AFTER[one.state]), now
    for mail in session.scalars(
        select(EventMail).where(EventMail.event_id == event.id, EventMail.due_at.is_(None), EventMail.skipped == "")
    ):
        close_mail(session, mail, now=now)
    event.state, event.over_at, event.updated_at = EventState.OVER, now, now
    session.flush()
    return True
