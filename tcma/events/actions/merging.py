"""Invitations and seats follow a merged contact."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from tcma.events.actions.locks import lock_event
from tcma.events.actions.seats import offer_seats
from tcma.events.models import Invitee, Registration
from tcma.events.rules import SeatState
from tcma.events.rules.states import GONE


def follow_merge(session: Session, *, kept_id: UUID, dropped_id: UUID, now: datetime) -> None:
    """One invitation and one seat an event: of two seats the better one stays, the other goes to who waits."""
    event_ids = session.scalars(
        select(Registration.event_id).where(Registration.contact_id == dropped_id).distinct()
        .order_by(Registration.event_id)
    ).all()  # fmt: skip
    for event_id in event_ids:
        event = lock_event(session, event_id)
        if _one_seat(session, event_id, kept_id, dropped_id, now):
            offer_seats(session, event, now=now)
    session.execute(update(Registration).where(Registration.contact_id == dropped_id).values(contact_id=kept_id))
    other = aliased(Invitee)
    there = exists().where(other.event_id == Invitee.event_id, other.contact_id == kept_id)
    apart = {"synchronize_session": False}
    surely = exists().where(other.event_id == Invitee.event_id, other.contact_id == dropped_id, ~other.expected)
    by_list = update(Invitee).where(Invitee.contact_id == kept_id, surely)
    session.execute(by_list.values(expected=False), execution_options=apart)
    session.execute(delete(Invitee).where(Invitee.contact_id == dropped_id, there), execution_options=apart)
    moved = update(Invitee).where(Invitee.contact_id == dropped_id)
    session.execute(moved.values(contact_id=kept_id), execution_options=apart)


# The better seat first.
_RANK = (SeatState.ATTENDED, SeatState.CONFIRMED, SeatState.OFFERED, SeatState.NO_SHOW, SeatState.WAITLISTED,
         SeatState.PENDING)  # fmt: skip


def _one_seat(session: Session, event_id: UUID, kept_id: UUID, dropped_id: UUID, now: datetime) -> bool:
    """Cancels the lesser of two seats of one person. Returns whether there were two."""
    both = session.scalars(
        select(Registration).where(
            Registration.event_id == event_id, Registration.contact_id.in_((kept_id, dropped_id)),
            Registration.state.not_in(GONE),
        ).with_for_update()
    ).all()  # fmt: skip
    if len(both) < 2:
        return False
    lesser = max(both, key=lambda one: (_RANK.index(one.state), one.contact_id == dropped_id))
    lesser.state, lesser.cancelled_at, lesser.updated_at = SeatState.CANCELLED, now, now
    session.flush()
    return True
