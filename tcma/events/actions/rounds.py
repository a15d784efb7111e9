"""A moved event: what has not gone out is composed anew, and who has not heard hears of the new date only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.delivery import actions as delivery
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState
from tcma.events.actions.everyone import active, tell_all
from tcma.events.actions.hosting import AT_PUBLISHING
from tcma.events.actions.mails import discard_mails, discard_step, schedule_mail, standing_mail, unplanned
from tcma.events.actions.telling import tell
from tcma.events.models import Event, EventMail, Registration
from tcma.events.rules import SeatState, offer_until

STANDING = {
    "registered": SeatState.CONFIRMED,
    "waitlisted": SeatState.WAITLISTED,
    "offered": SeatState.OFFERED,
}
"""Audiences of the mails that go at once to whoever joins, and the state that they are in then."""


def plan_anew(session: Session, event: Event, now: datetime) -> None:
    """Every mail in a new round; everyone registered is told, each by one mail."""
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    later = unplanned(session, event.id)
    held = "hold" if event.hold_until is not None and event.hold_until > now else ""
    invited = {mail.position for mail in later if mail.audience == "invited"}
    skipped = {mail.position for mail in later if mail.skipped == "host"}
    discard_mails(session, later)
    _recall(session, event, now)
    unsent = {audience: _withdraw(session, event, audience, now) for audience in STANDING}
    for position, step in enumerate(kit.steps):
        if step.audience in AT_PUBLISHING or position in invited:
            mail = schedule_mail(session, event, position, step, now=now, held=held if position in invited else "")
            if position in skipped:
                discard_step(session, mail)
    _renew_offers(session, event, now)
    told: set[UUID] = set()
    for audience, people in unsent.items():
        tell(session, event, people, audience, now=now)
        told |= {one.id for one in people}
    tell_all(session, event, [one for one in active(session, event) if one.id not in told], "moved", now)


def _recall(session: Session, event: Event, now: datetime) -> None:
    """What is planned with the old date and has not left: everyone registered hears of the new one instead."""
    open_steps = (
        select(Step.id).join(EventMail, EventMail.step_id == Step.id)
        .where(EventMail.event_id == event.id, Step.planned_at.is_not(None), Step.finished_at.is_(None),
               Step.cancelled_at.is_(None))
    )  # fmt: skip
    delivery.cancel(session, session.scalars(open_steps).all(), reason="moved", now=now)


def _withdraw(session: Session, event: Event, audience: str, now: datetime) -> list[Registration]:
    """Close the mail of who joined, with the old date in it. Returns those who have not got it: they get the new."""
    mail = standing_mail(session, event.id, audience)
    if mail is None or mail.step_id is None:
        return []
    delivery.cancel(session, [mail.step_id], reason="moved", now=now)
    keys = session.scalars(
        select(Message.recipient_key).where(Message.step_id == mail.step_id, Message.state == MessageState.CANCELLED)
    ).all()
    mail.skipped = "moved"
    session.flush()
    return [one for one in active(session, event) if str(one.id) in keys and one.state is STANDING[audience]]


def _renew_offers(session: Session, event: Event, now: datetime) -> None:
    """An event that comes sooner shortens the time of an offer; one that comes later leaves it."""
    for one in active(session, event):
        if one.state is SeatState.OFFERED and one.offer_expires_at is not None:
            one.offer_expires_at = min(one.offer_expires_at, offer_until(now, event.starts_at))
