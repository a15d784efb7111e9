"""Invitations: to whom, held for the time of Undo, and then at their times."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.words import N_
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step
from tcma.events.actions.locks import lock_event
from tcma.events.actions.mails import discard_mails, schedule_mails, unplanned
from tcma.events.models import Event, EventMail, Invitee
from tcma.events.rules import EventState, NotNow, NotReady, due
from tcma.launches.queries.whom import choose, in_filter
from tcma.launches.rules import Whom, language_for
from tcma.partners.models import Partner


def invite(session: Session, event: Event, *, whom: Whom, hold: timedelta, now: datetime) -> Event:
    """Schedule the invitations to the people on a list as they are now, or to a segment's as they are when the next
    invitation goes. Nothing leaves before the hold is over.

    Whoever is invited later joins those who are already, and gets the invitations whose time is still ahead.
    """
    if event.state is not EventState.PUBLISHED or event.starts_at <= now:
        raise NotNow(N_("People are invited while the event is ahead and its page is open."))
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    times = [due(event.starts_at, step.offset, event.timezone) for step in kit.steps if step.audience == "invited"]
    start = min((time for time in times if time and time > now), default=None)
    chosen = choose(session, whom, partner_id=event.partner_id, kit_id=event.kit_id, topic=kit.about, now=now,
                    run_id=event.id, start=start)  # fmt: skip
    if event.invited_at is None:
        mails = schedule_mails(session, event, ["invited"], now=now, held="hold")
        event.invited_at, event.hold_until = now, now + hold
    else:
        mails = unplanned(session, event.id, ["invited"])
    if all(mail.skipped for mail in mails):
        raise NotReady(N_("The times of all invitations are over: the last was due a few days before the event. "
                          "Share the address of the page instead."), place="list")  # fmt: skip
    event.list_id, event.segment_id, event.updated_at = whom.list_id, whom.segment_id, now
    if chosen.filter is not None:
        event.people_filters = [*event.people_filters, dict(chosen.filter)]
    add_invitees(session, event, chosen.people, expected=chosen.filter is not None)
    return event


def add_invitees(session: Session, event: Event, people: ColumnElement[bool], *, expected: bool) -> None:
    """These too, each in a language. Who was invited by a list stays so."""
    partner = session.get_one(Partner, event.partner_id)
    source = kit_content(session.get_one(KitVersion, event.version_id)).source_language
    found = select(Contact.id, Contact.language).where(Contact.partner_id == partner.id, people).order_by(Contact.id)
    rows = [
        {"event_id": event.id, "contact_id": contact_id, "partner_id": partner.id, "expected": expected,
         "language": language_for(language, partner.language, source, event.languages)}
        for contact_id, language in session.execute(found)
    ]  # fmt: skip
    if rows:
        new = insert(Invitee)
        surer = {"expected": and_(Invitee.expected, new.excluded.expected)}
        session.execute(new.on_conflict_do_update(index_elements=["event_id", "contact_id"], set_=surer), rows)
    session.flush()


def settle(session: Session, event: Event, now: datetime) -> None:
    """An invitation goes out: who is in the segments now is invited, and stays so for the mails after it."""
    if not event.people_filters:
        return
    waiting = and_(Invitee.event_id == event.id, Invitee.expected)
    session.execute(delete(Invitee).where(waiting))
    within = [in_filter(kept, partner_id=event.partner_id, now=now) for kept in event.people_filters]
    add_invitees(session, event, or_(*within), expected=False)
    event.people_filters = []
    session.flush()


def undo_invitations(session: Session, event: Event, *, now: datetime) -> None:
    """As if nobody had been invited, while it is held: nothing was planned yet, so nothing can have left."""
    if event.hold_until is None or now >= event.hold_until:
        raise NotNow(N_("It is too late to undo. Skip the invitations that have not gone out instead."))
    discard_mails(session, unplanned(session, event.id, ["invited"]))
    session.execute(delete(Invitee).where(Invitee.event_id == event.id))
    event.invited_at, event.hold_until, event.list_id, event.segment_id = None, None, None, None
    event.people_filters, event.updated_at = [], now
    session.flush()


def stop_inviting(session: Session, event_id: UUID, contact_id: UUID, *, now: datetime) -> int:
    """Somebody has registered: no invitation that waits for its time goes to them. Returns how many were left out.

    Safe to run twice. What is planned later leaves them out by itself.
    """
    steps = session.scalars(
        select(Step.id).join(EventMail, EventMail.step_id == Step.id)
        .where(EventMail.event_id == event_id, EventMail.audience == "invited", Step.planned_at.is_not(None),
               Step.cancelled_at.is_(None), Step.finished_at.is_(None))
        .order_by(Step.id).with_for_update(of=Step)
    ).all()  # fmt: skip
    return sum(delivery.leave_out(session, one, [contact_id], reason="registered", now=now) for one in steps)


def release(session: Session, event_id: UUID, *, now: datetime) -> None:
    """The hold is over: the invitations go at their times. Safe to run twice."""
    event = lock_event(session, event_id)
    if event.hold_until is None or event.hold_until > now:
        return
    event.hold_until = None
    steps = session.scalars(
        select(Step.id).join(EventMail, EventMail.step_id == Step.id)
        .where(EventMail.event_id == event.id, EventMail.audience == "invited", Step.held_reason == "hold")
    ).all()  # fmt: skip
    delivery.release(session, steps)
