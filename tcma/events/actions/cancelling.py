"""An event that does not take place: every mail is taken out, and everyone registered hears of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.words import N_
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step
from tcma.events.actions.everyone import active, tell_all
from tcma.events.models import Event
from tcma.events.rules import EventState, NotNow

EVENT_CANCELLED = "event cancelled"
"""Subject: the event."""


def cancel(session: Session, event: Event, *, now: datetime) -> None:
    """It does not take place: every mail is taken out, and those registered are told. Twice is once."""
    if event.state is EventState.CANCELLED:
        return
    if event.state not in (EventState.DRAFT, EventState.PUBLISHED):
        raise NotNow(N_("This event is over."))
    was_open = event.state is EventState.PUBLISHED
    event.state, event.cancelled_at, event.updated_at = EventState.CANCELLED, now, now
    if not was_open:
        return
    event.sequence += 1
    session.flush()
    steps = session.scalars(select(Step.id).where(Step.origin == "event", Step.origin_id == event.id)).all()
    delivery.cancel(session, steps, reason="cancelled", now=now)
    tell_all(session, event, active(session, event), "cancelled", now)
    facts.record(session, EVENT_CANCELLED, event.id)
