"""An event moves, or is cancelled: every step is planned anew or taken out, and everyone registered hears of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.words import N_
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.delivery import actions as delivery
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState
from tcma.events.actions.hosting import AT_PUBLISHING
from tcma.events.actions.mails import (
    close_mail,
    discard_mails,
    schedule_mail,
    schedule_mails,
    standing_mail,
    unplanned,
)
from tcma.events.actions.telling import tell
from tcma.events.models import Event, EventMail, Registration
from tcma.events.rules import ACTIVE, EventState, NotNow, SeatState, offer_until
from tcma.events.rules.plans import Plan, check_time

EVENT_CANCELLED = "event cancelled"
WAITING = ("registered", "waitlisted", "offered")
"""Audiences of the mails that go at once to whoever joins."""


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
        _plan_anew(session, event, now)
    session.flush()
    return True


def _plan_anew(session: Session, event: Event, now: datetime) -> None:
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    later = unplanned(session, event.id)
    held = "hold" if event.hold_until is not None and event.hold_until > now else ""
    invited = {mail.position for mail in later if mail.audience == "invited"}
    skipped = {mail.position for mail in later if mail.skipped == "host"}
    discard_mails(session, later)
    unsent = {audience: _withdraw(session, event, audience, now) for audience in WAITING}
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
    _tell_all(session, event, [one for one in active(session, event.id) if one.id not in told], "moved", now)


def _tell_all(session: Session, event: Event, people: Sequence[Registration], audience: str, now: datetime) -> None:
    """One mail to all of these, and to nobody who comes later."""
    mails = schedule_mails(session, event, [audience], now=now)
    tell(session, event, people, audience, now=now)
    for mail in mails:
        close_mail(session, mail, now=now)


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
    standing = {"registered": SeatState.CONFIRMED, "waitlisted": SeatState.WAITLISTED, "offered": SeatState.OFFERED}
    return [one for one in active(session, event.id) if str(one.id) in keys and one.state is standing[audience]]


def _renew_offers(session: Session, event: Event, now: datetime) -> None:
    """An event that comes sooner shortens the time of an offer; one that comes later leaves it."""
    for one in active(session, event.id):
        if one.state is SeatState.OFFERED and one.offer_expires_at is not None:
            one.offer_expires_at = min(one.offer_expires_at, offer_until(now, event.starts_at))


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
    _tell_all(session, event, active(session, event.id), "cancelled", now)
    facts.record(session, EVENT_CANCELLED, event.id)


def active(session: Session, event_id: UUID) -> Sequence[Registration]:
    """Who is coming, or would like to, in the order in which they registered."""
    return session.scalars(
        select(Registration).where(Registration.event_id == event_id, Registration.state.in_(ACTIVE))
        .order_by(Registration.registered_at, Registration.id)
    ).all()  # fmt: skip


def discard_step(session: Session, mail: EventMail) -> None:
    """The host does not want this one: it is noted, and never sent."""
    if mail.step_id is not None:
        step_id, mail.step_id = mail.step_id, None
        session.flush()
        delivery.discard(session, [step_id])
    mail.skipped = "host"
    session.flush()
