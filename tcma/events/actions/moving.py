"""An event moves to another date, time or place."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.words import N_
from tcma.branding.queries import offered_office
from tcma.events.actions.rounds import plan_anew
from tcma.events.models import Event
from tcma.events.rules import EventState, NotNow
from tcma.events.rules.plans import Plan, check_time


def move(session: Session, event: Event, *, plan: Plan, now: datetime) -> bool:
    """Another date, time or place, and of a draft another brand. Returns whether anything changed.

    What has not gone out goes at its new time and with the new words; those registered get an update whose
    calendar entry replaces the one they have.
    """
    if event.state not in (EventState.DRAFT, EventState.PUBLISHED) or event.starts_at <= now:
        raise NotNow(N_("This event has begun, is over or was cancelled."))
    other = _other_brand(session, event, plan)
    wanted = (plan.starts_at, plan.timezone, plan.minutes, plan.place, plan.address, plan.room)
    if wanted == (event.starts_at, event.timezone, event.minutes, event.place, event.address, event.room):
        event.updated_at = now if other else event.updated_at
        session.flush()
        return other
    check_time(plan.starts_at, now)
    event.starts_at, event.timezone, event.minutes, event.place, event.address, event.room = wanted
    event.updated_at = now
    if event.state is EventState.PUBLISHED:
        event.sequence += 1
        session.flush()
        plan_anew(session, event, now)
    session.flush()
    return True


def _other_brand(session: Session, event: Event, plan: Plan) -> bool:
    """Take the brand that was chosen, as long as nobody has seen the event: its guests know it by the other one."""
    if plan.office is None or event.state is not EventState.DRAFT:
        return False
    before, event.office_id = event.office_id, offered_office(session, event.partner_id, plan.office)
    return event.office_id != before
