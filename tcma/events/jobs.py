"""Jobs of events, and what the beat finds due for them."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.catalogue.models import KitVersion
from tcma.delivery.models import Step
from tcma.events import actions
from tcma.events.actions.sending import AFTER
from tcma.events.models import Event, EventMail, Registration
from tcma.events.rules import EventState, SeatState
from tcma.tracking.models import Response
from tcma.tracking.rules import ResponseKind


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


def follow_response(response_id: str) -> None:
    """Somebody responded, perhaps by registering. Safe to run twice."""
    with transaction() as session:
        response = session.get(Response, UUID(response_id))
        if response is not None and response.kind is ResponseKind.REGISTRATION and response.launch_id is not None:
            actions.stop_inviting(session, response.launch_id, response.contact_id, now=clock.now(session))


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: their invitations and seats follow. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            actions.follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id, now=clock.now(session))


def update(version_id: str) -> None:
    """A version was published: where it is mandatory, every event of its kit takes it. Safe to run twice."""
    with transaction() as session:
        version = session.get_one(KitVersion, UUID(version_id))
        behind = select(Event.id).where(Event.kit_id == version.kit_id, Event.version_id != version.id)
        events = list(session.scalars(behind.order_by(Event.id))) if version.mandatory else []
    for event_id in events:
        with suppress(Refusal), transaction() as session:  # what can't be composed goes on as it was
            actions.take_mandatory(session, event_id, version=version, now=clock.now(session))
