"""Invitations: to whom, held for the time of Undo, and then at their times."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ListMember
from tcma.audiences.queries import contact_list, count
from tcma.base.words import N_
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step
from tcma.events.actions.locks import lock_event
from tcma.events.actions.mails import discard_mails, schedule_mails, unplanned
from tcma.events.models import Event, EventMail, Invitee
from tcma.events.rules import EventState, NotNow, NotReady
from tcma.launches.rules import language_for
from tcma.partners.models import Partner


def invite(session: Session, event: Event, *, list_id: UUID, hold: timedelta, now: datetime) -> Event:
    """Schedule the invitations to the people on a list as they are now. Nothing leaves before the hold is over.

    A later list joins those who are invited already: it gets the invitations whose time is still ahead.
    """
    if event.state is not EventState.PUBLISHED or event.starts_at <= now:
        raise NotNow(N_("People are invited while the event is ahead and its page is open."))
    contact_list(session, event.partner_id, list_id)
    first = event.invited_at is None
    if first:
        mails = schedule_mails(session, event, ["invited"], now=now, held="hold")
        event.invited_at, event.hold_until, event.list_id = now, now + hold, list_id
    else:
        mails = unplanned(session, event.id, ["invited"])
    if all(mail.skipped for mail in mails):
        raise NotReady(N_("The times of all invitations are over: the last was due a few days before the event. "
                          "Share the address of the page instead."), place="list")  # fmt: skip
    _snapshot(session, event, list_id, now)
    event.updated_at = now
    session.flush()
    return event


def _snapshot(session: Session, event: Event, list_id: UUID, now: datetime) -> None:
    """Who is on the list now, each in a language."""
    partner = session.get_one(Partner, event.partner_id)
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    people = session.execute(
        select(Contact.id, Contact.language).join(ListMember, ListMember.contact_id == Contact.id)
        .where(ListMember.list_id == list_id, Contact.partner_id == event.partner_id)
    ).all()  # fmt: skip
    if not people:
        raise NotReady(N_("That list is empty. Choose another, or add people to it."), place="list")
    if not count(session, partner_id=partner.id, list_id=list_id, now=now, topic=kit.about)[0]:
        raise NotReady(
            N_("Nobody on that list can be written to now. Look at why, or choose another list."), place="list")
    rows = [
        {"event_id": event.id, "contact_id": contact_id, "partner_id": partner.id,
         "language": language_for(language, partner.language, kit.source_language, event.languages)}
        for contact_id, language in people
    ]  # fmt: skip
    session.execute(insert(Invitee).on_conflict_do_nothing(), rows)


def undo_invitations(session: Session, event: Event, *, now: datetime) -> None:
    """As if nobody had been invited, while it is held: nothing was planned yet, so nothing can have left."""
    if event.hold_until is None or now >= event.hold_until:
        raise NotNow(N_("It is too late to undo. Skip the invitations that have not gone out instead."))
    discard_mails(session, unplanned(session, event.id, ["invited"]))
    session.execute(delete(Invitee).where(Invitee.event_id == event.id))
    event.invited_at, event.hold_until, event.list_id, event.updated_at = None, None, None, now
    session.flush()


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
