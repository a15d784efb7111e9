"""An event moves to another date, time or place."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.words import N_
from tcma.events.actions.rounds import plan_anew
from tcma.events.models import Event
from tcma.events.rules import EventState, NotNow
from tcma.events.rules.plans import Plan, check_time


def move(session: Session, event: Event, *, plan: Plan, now: datetime) -> bool:
    """Another date, time or place. Returns whether anything changed; a draft only changes its words.

    What has not gone out goes at its new time and with the new words; those registered get an update whose
    calendar entry replaces the one they have.
    """
    if event.state not in (EventState.DRAFT, EventState.PUBLISHED) or event.starts_at <= now:
        raise NotNow(N_("This event has begun, is over or was cancelled."))
    wanted = (plan.starts_at, plan.timezone, plan.minutes, plan.place, plan.address)
    if wanted == (event.starts_at, event.timezone, event.minutes, event.place, event.address):
        return False
    check_time(plan.starts_at, now)
    event.starts_at, event.timezone, event.minutes, event.place, event.address = wanted
    event.updated_at = now
    if event.state is EventState.PUBLISHED:
        event.sequence += 1
        session.flush()
        plan_anew(session, event, now)
    session.flush()
    return True
