"""Seats: given in the order of the list, kept for a while, taken, given back. Each verb holds the event's lock."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.words import N_
from tcma.events.actions.locks import lock_registration
from tcma.events.actions.telling import tell
from tcma.events.models import Event, Registration
from tcma.events.queries.events import seats_taken
from tcma.events.rules import ACTIVE, EventState, OfferOver, SeatState, TooLate, move, offer_until


def someone_waits(session: Session, event_id: UUID) -> bool:
    waiting = select(Registration.id).where(
        Registration.event_id == event_id, Registration.state == SeatState.WAITLISTED
    )
    return session.scalar(waiting.limit(1)) is not None


def next_position(session: Session, event_id: UUID) -> int:
    """Behind everyone who ever waited."""
    return (session.scalar(select(func.max(Registration.position)).where(Registration.event_id == event_id)) or 0) + 1


def offer_seats(session: Session, event: Event, *, now: datetime) -> list[Registration]:
    """Keep each free seat for the next on the list, and tell them. Take the event's lock first."""
    if event.state is not EventState.PUBLISHED or event.starts_at <= now:
        return []
    free = event.capacity - seats_taken(session, event.id)
    first = session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.state == SeatState.WAITLISTED)
        .order_by(Registration.position).limit(max(0, free)).with_for_update()
    ).all()
    for one in first:
        one.state, one.updated_at = move(one.state, SeatState.OFFERED), now
        one.offer_expires_at = offer_until(now, event.starts_at)
    session.flush()
    tell(session, event, first, "offered", now=now)
    return list(first)


def take_seat(session: Session, registration_id: UUID, *, now: datetime) -> Registration:
    """Somebody says yes to the seat kept for them; saying it twice is saying it once."""
    event, one = lock_registration(session, registration_id)
    if one.state is SeatState.CONFIRMED:
        return one
    _still_ahead(event, now)
    if one.state is not SeatState.OFFERED or one.offer_expires_at is None or one.offer_expires_at <= now:
        raise OfferOver(N_("This seat was kept for you for a while, and that time is over. Register again to wait "
                           "for another one."))  # fmt: skip
    one.state, one.updated_at = move(one.state, SeatState.CONFIRMED), now
    session.flush()
    tell(session, event, [one], "registered", now=now)
    return one


def give_back(session: Session, registration_id: UUID, *, now: datetime) -> Registration:
    """Somebody can't come, or leaves the list: the seat is offered to who is next. Twice is once."""
    event, one = lock_registration(session, registration_id)
    if one.state not in ACTIVE:
        return one
    _still_ahead(event, now)
    one.state, one.cancelled_at, one.updated_at = move(one.state, SeatState.CANCELLED), now, now
    session.flush()
    offer_seats(session, event, now=now)
    return one


def expire_offer(session: Session, registration_id: UUID, *, now: datetime) -> bool:
    """An offer whose time is over goes to the next. Safe to run twice."""
    event, one = lock_registration(session, registration_id)
    if one.state is not SeatState.OFFERED or one.offer_expires_at is None or one.offer_expires_at > now:
        return False
    one.state, one.updated_at = move(one.state, SeatState.OFFER_EXPIRED), now
    session.flush()
    offer_seats(session, event, now=now)
    return True


def _still_ahead(event: Event, now: datetime) -> None:
    if event.state is EventState.CANCELLED:
        raise TooLate(N_("This event was cancelled."))
    if event.state is not EventState.PUBLISHED or event.starts_at <= now:
        raise TooLate(N_("This event has begun. Call the host if something is in your way."))
