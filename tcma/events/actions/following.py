"""The host skips a mail that has not gone out, brings it back, or sends it at another time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.base.words import N_
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.delivery.models import Step
from tcma.events.actions.mails import discard_mails, discard_step, schedule_mail
from tcma.events.models import Event, EventMail
from tcma.events.rules import EventState, NotNow, NotReady, due, ends_at

OPEN = (EventState.PUBLISHED, EventState.OVER)


def skip_mail(session: Session, event: Event, mail_id: UUID, *, now: datetime) -> EventMail:
    """This one will not be sent. Twice is once."""
    mail = _ahead(session, event, mail_id)
    if mail.skipped != "host":
        discard_step(session, mail)
    event.updated_at = now
    return mail


def change_mail(session: Session, event: Event, mail_id: UUID, *, at: datetime | None, now: datetime) -> EventMail:
    """Send it at a time of the host's own, or (None) at the kit's; a skipped one is brought back by it."""
    mail = _ahead(session, event, mail_id)
    step = kit_content(session.get_one(KitVersion, event.version_id)).steps[mail.position]
    wanted = at or due(event.starts_at, step.offset, event.timezone)
    assert wanted is not None  # a mail that goes at once is not among those ahead
    if wanted <= now:
        raise NotReady(N_("That time is over. Choose a later one."), place="at")
    after = mail.audience in ("attended", "no_show")
    if after != (wanted >= ends_at(event.starts_at, event.minutes)):
        raise NotReady(N_("A reminder goes before the event, and a thank-you after it. Choose another time."),
                       place="at")  # fmt: skip
    position, held = mail.position, mail.audience == "invited" and event.hold_until is not None
    discard_mails(session, [mail])
    found = schedule_mail(session, event, position, step, now=now, held="hold" if held else "", at=at)
    event.updated_at = now
    session.flush()
    return found


def _ahead(session: Session, event: Event, mail_id: UUID) -> EventMail:
    mail = session.scalar(select(EventMail).where(EventMail.id == mail_id, EventMail.event_id == event.id))
    if mail is None:
        raise NotFound
    step = session.get(Step, mail.step_id, with_for_update=True) if mail.step_id else None
    gone = mail.due_at is None or mail.skipped not in ("", "host") or (step is not None and step.planned_at is not None)
    if gone or event.state not in OPEN:
        raise NotNow(N_("It has gone out already, or its time is over."))
    return mail
