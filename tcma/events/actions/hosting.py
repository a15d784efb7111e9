"""A host starts an event, publishes its page, moves it, cancels it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.branding.queries import offered_office
from tcma.catalogue.models import KitVersion
from tcma.events.actions.mails import schedule_mails
from tcma.events.actions.seats import offer_seats
from tcma.events.models import Event
from tcma.events.queries.events import seats_taken
from tcma.events.rules import EventState, NotNow, NotReady
from tcma.events.rules.plans import Plan, check_time
from tcma.senders.queries import not_verified, outgoing

EVENT_PUBLISHED = "event published"
AT_PUBLISHING = ("registered", "waitlisted", "offered", "attended", "no_show")
"""Audiences whose mails are fixed when the page is published; the others follow from what the host does."""


def start(session: Session, *, actor: Actor, version: KitVersion, plan: Plan, key: str, now: datetime) -> Event:
    """A draft. The page it came from is started once, however often it is sent: `key` names it."""
    stored = f"{actor.partner}:{key}" if key else None
    if stored:
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"event {stored}", 0))))
        known = session.scalar(select(Event).where(Event.idempotency_key == stored))
        if known is not None:
            return known
    check_time(plan.starts_at, now)
    event = Event(
        id=new_id(), partner_id=actor.partner, kit_id=version.kit_id, version_id=version.id, starts_at=plan.starts_at,
        timezone=plan.timezone, minutes=plan.minutes, place=plan.place, address=plan.address, room=plan.room,
        capacity=plan.capacity, languages=list(plan.languages), own_words={}, state=EventState.DRAFT, sequence=0,
        idempotency_key=stored, office_id=offered_office(session, actor.partner, plan.office),
        created_by=actor.person_id, created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(event)
    session.flush()
    return event


def publish(session: Session, event: Event, *, verified: bool, now: datetime) -> Event:
    """Open its page: from here on people register, and its mails are scheduled. Twice is once.

    `verified`: SES lets us send from the sender's domain.
    """
    if event.state is EventState.PUBLISHED:
        return event
    if event.state is not EventState.DRAFT:
        raise NotNow(N_("This event is over or was cancelled."))
    check_time(event.starts_at, now)
    if not verified:
        message, values = not_verified(session, outgoing(session, event.partner_id))
        raise NotReady(message, **values)
    schedule_mails(session, event, AT_PUBLISHING, now=now)
    event.state, event.published_at, event.updated_at = EventState.PUBLISHED, now, now
    session.flush()
    facts.record(session, EVENT_PUBLISHED, event.id)
    return event


def set_capacity(session: Session, event: Event, *, capacity: int, now: datetime) -> None:
    """More seats go to those who wait; fewer than are taken can't be."""
    taken = seats_taken(session, event.id)
    if capacity < taken:
        raise NotReady(N_("%(taken)s seats are taken already."), place="capacity", taken=taken)
    event.capacity, event.updated_at = capacity, now
    session.flush()
    offer_seats(session, event, now=now)
