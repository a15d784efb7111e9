"""A mail whose time has come becomes rows: who gets it, and who is left out and why."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.audiences.queries import standing
from tcma.audiences.rules.zones import zone_of
from tcma.delivery import actions as delivery
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Step
from tcma.delivery.queries import over_the_cap
from tcma.events.actions.inviting import settle
from tcma.events.actions.locks import lock_event
from tcma.events.actions.telling import recipient
from tcma.events.models import Event, EventMail, Invitee, Registration
from tcma.events.rules import EventState, SeatState
from tcma.partners.models import Partner

STATES = {
    "registered": SeatState.CONFIRMED,
    "waitlisted": SeatState.WAITLISTED,
    "attended": SeatState.ATTENDED,
    "no_show": SeatState.NO_SHOW,
}
AFTER = ("attended", "no_show")


def plan_mail(session: Session, mail_id: UUID, *, now: datetime) -> int:
    """Expand one due mail. Returns how many were planned; safe to run twice, and side by side."""
    event_id = session.scalar(select(EventMail.event_id).where(EventMail.id == mail_id))
    if event_id is None:
        return 0
    event = lock_event(session, event_id)
    mail = session.get(EventMail, mail_id, populate_existing=True)
    step = session.get(Step, mail.step_id, with_for_update=True) if mail and mail.step_id else None
    if mail is None or step is None or mail.due_at is None or not _may(event, mail):
        return 0
    if step.planned_at or step.held_at or step.cancelled_at or step.due_at > now:
        return 0
    if mail.audience not in AFTER and event.starts_at <= now:
        mail.skipped = "past"  # the machine stood still: a reminder of what has begun helps nobody
    else:
        delivery.plan(session, step=step, recipients=_people(session, event, mail, step, now), now=now)
    return delivery.finish_planning(session, step=step, now=now)


def _may(event: Event, mail: EventMail) -> bool:
    return event.state is (EventState.OVER if mail.audience in AFTER else EventState.PUBLISHED)


def _people(session: Session, event: Event, mail: EventMail, step: Step, now: datetime) -> Iterable[Recipient]:
    if mail.audience == "invited":
        settle(session, event, now)
        return _invited(session, event, step.topic, now)
    people = session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.state == STATES[mail.audience])
        .order_by(Registration.id)
    ).all()  # fmt: skip
    skips = {} if step.service else _unwilling(session, event, people, step.topic, now)
    return [recipient(event, one, skip=skips.get(one.id, "")) for one in people]


def _unwilling(
    session: Session, event: Event, people: Sequence[Registration], topic: str, now: datetime
) -> dict[UUID, str]:
    """A sequence after the event is marketing: who did not agree to that is left out."""
    ids = [one.contact_id for one in people]
    stands = standing(session, partner_id=event.partner_id, contact_ids=ids, now=now, topic=topic)
    return {one.id: stands[one.contact_id].reason for one in people}


def _invited(session: Session, event: Event, topic: str, now: datetime) -> Iterator[Recipient]:
    people = session.execute(
        select(Contact, Invitee.language).join(Invitee, Invitee.contact_id == Contact.id)
        .where(Invitee.event_id == event.id).order_by(Contact.id)
    ).all()  # fmt: skip
    known = set(session.scalars(select(Registration.contact_id).where(Registration.event_id == event.id)))
    cap = over_the_cap(session, partner_id=event.partner_id, kit_id=event.kit_id, now=now, run_id=event.id)
    stands = standing(session, partner_id=event.partner_id, contact_ids=[c.id for c, _ in people], now=now,
                      topic=topic, cap=cap)  # fmt: skip
    partner_zone = session.get_one(Partner, event.partner_id).timezone
    for contact, language in people:
        values = {"first_name": contact.first_name, "last_name": contact.last_name, "company": contact.company,
                  "basis": stands[contact.id].basis}  # fmt: skip
        yield Recipient(
            key=contact.addr_key, email=contact.email, addr_key=contact.addr_key, language=language, values=values,
            contact_id=contact.id, timezone=zone_of(contact.timezone, contact.country, partner_zone)[0],
            skip="registered" if contact.id in known else stands[contact.id].reason,
        )  # fmt: skip
