"""The mails of an event: scheduled in the delivery machine, planned anew when it moves, taken out when it ends."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.catalogue.rules import Step as KitStep
from tcma.composing.models import Composition, Link
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step, StepContent
from tcma.events.actions.composing import compose_step
from tcma.events.models import Event, EventMail
from tcma.events.rules import due


def schedule_mails(
    session: Session, event: Event, audiences: Collection[str], *, now: datetime, held: str = ""
) -> list[EventMail]:
    """The kit's mails to these audiences, each at its time; one whose time is over is only noted."""
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    found = []
    for position, step in enumerate(kit.steps):
        if step.audience in audiences:
            found.append(schedule_mail(session, event, position, step, now=now, held=held))
    return found


def schedule_mail(
    session: Session, event: Event, position: int, step: KitStep, *, now: datetime, held: str = "",
    at: datetime | None = None,
) -> EventMail:  # fmt: skip
    """One of them; `at` is a time of the host's own."""
    due_at = at or due(event.starts_at, step.offset, event.timezone)
    mail = EventMail(
        event_id=event.id, partner_id=event.partner_id, position=position, round=event.sequence,
        asset_key=step.asset, audience=step.audience, due_at=due_at, own_due=at is not None, created_at=now,
    )  # fmt: skip
    if due_at is not None and due_at <= now:
        mail.skipped = "past"
    else:
        mail.step_id = compose_step(session, event, mail, now=now, held=held).id
    session.add(mail)
    session.flush()
    return mail


def standing_mail(session: Session, event_id: UUID, audience: str) -> EventMail | None:
    """The mail that goes at once to whoever joins this audience now."""
    return session.scalars(
        select(EventMail).where(EventMail.event_id == event_id, EventMail.audience == audience,
                                EventMail.due_at.is_(None), EventMail.skipped == "")
        .order_by(EventMail.round.desc()).limit(1)
    ).first()  # fmt: skip


def unplanned(session: Session, event_id: UUID, audiences: Collection[str] | None = None) -> list[EventMail]:
    """Mails with a time of which nothing was planned yet, those that were only noted among them."""
    ahead = (
        select(EventMail).outerjoin(Step, Step.id == EventMail.step_id)
        .where(EventMail.event_id == event_id, EventMail.due_at.is_not(None), Step.planned_at.is_(None),
               Step.cancelled_at.is_(None))
    )  # fmt: skip
    if audiences is not None:
        ahead = ahead.where(EventMail.audience.in_(audiences))
    return list(session.scalars(ahead.order_by(EventMail.position)))


def discard_mails(session: Session, mails: Collection[EventMail]) -> None:
    """Forget these, of which nothing was planned: nobody has one, so nobody can follow its links."""
    step_ids = [mail.step_id for mail in mails if mail.step_id]
    for mail in mails:
        session.delete(mail)
    session.flush()
    composed = list(session.scalars(select(StepContent.composition_id).where(StepContent.step_id.in_(step_ids))))
    delivery.discard(session, step_ids)
    session.execute(delete(Link).where(Link.composition_id.in_(composed)))
    session.execute(delete(Composition).where(Composition.id.in_(composed)))


def close_mail(session: Session, mail: EventMail, *, now: datetime) -> None:
    """Nobody joins any more: what is on its way goes, and is counted."""
    step = session.get(Step, mail.step_id, with_for_update=True) if mail.step_id else None
    if step is not None and step.planned_at is None and step.cancelled_at is None:
        delivery.finish_planning(session, step=step, now=now)


def discard_step(session: Session, mail: EventMail) -> None:
    """The host does not want this one: it is noted, and never sent."""
    if mail.step_id is not None:
        step_id, mail.step_id = mail.step_id, None
        session.flush()
        delivery.discard(session, [step_id])
    mail.skipped = "host"
    session.flush()
