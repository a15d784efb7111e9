"""Jobs of events, and what the beat finds due for them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.delivery.models import Step
from tcma.events import actions
from tcma.events.actions.sending import AFTER
from tcma.events.models import Event, EventMail, Registration
from tcma.events.rules import EventState, SeatState


def due_releases(session: Session) -> Iterable[str]:
    """Events whose invitations were held long enough."""
    return map(str, session.scalars(select(Event.id).where(Event.hold_until <= clock.now(session))))


def release(event_id: str) -> None:
    with transaction() as session:
        actions.release(session, UUID(event_id), now=clock.now(session))


def due_mails(session: Session) -> Iterable[str]:
    """Mails of events whose time has come; those after the event wait until it is over."""
    open_now = (EventMail.audience.in_(AFTER) & (Event.state == EventState.OVER)) | (
        EventMail.audience.not_in(AFTER) & (Event.state == EventState.PUBLISHED)
    )
    due = (
        select(EventMail.id).join(Step, Step.id == EventMail.step_id).join(Event, Event.id == EventMail.event_id)
        .where(EventMail.due_at.is_not(None), Step.planned_at.is_(None), Step.held_at.is_(None),
               Step.cancelled_at.is_(None), Step.due_at <= clock.now(session), open_now)
        .order_by(Step.due_at)
    )  # fmt: skip
    return map(str, session.scalars(due))


def plan(mail_id: str) -> None:
    with transaction() as session:
        actions.plan_mail(session, UUID(mail_id), now=clock.now(session))


def due_offers(session: Session) -> Iterable[str]:
    """Offers that nobody took in time."""
    due = select(Registration.id).where(
        Registration.state == SeatState.OFFERED, Registration.offer_expires_at <= clock.now(session)
    )
    return map(str, session.scalars(due.order_by(Registration.offer_expires_at)))


def expire(registration_id: str) -> None:
    with transaction() as session:
        actions.expire_offer(session, UUID(registration_id), now=clock.now(session))


def due_ends(session: Session) -> Iterable[str]:
    """Events that are over."""
    ends = Event.starts_at + func.make_interval(0, 0, 0, 0, 0, Event.minutes)
    due = select(Event.id).where(Event.state == EventState.PUBLISHED, ends <= clock.now(session))
    return map(str, session.scalars(due))


def close(event_id: str) -> None:
    with transaction() as session:
        actions.close(session, UUID(event_id), now=clock.now(session))


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: their invitations and seats follow. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            actions.follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id, now=clock.now(session))
