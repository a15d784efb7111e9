"""Everyone registered, and a mail to all of them at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.events.actions.mails import close_mail, schedule_mails
from tcma.events.actions.telling import tell
from tcma.events.models import Event, Registration
from tcma.events.rules import ACTIVE


def active(session: Session, event: Event) -> Sequence[Registration]:
    """Who is coming, or would like to, in the order in which they registered."""
    return session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.state.in_(ACTIVE))
        .order_by(Registration.registered_at, Registration.id)
    ).all()  # fmt: skip


def tell_all(session: Session, event: Event, people: Sequence[Registration], audience: str, now: datetime) -> None:
    """One mail to all of these, and to nobody who comes later."""
    mails = schedule_mails(session, event, [audience], now=now)
    tell(session, event, people, audience, now=now)
    for mail in mails:
        close_mail(session, mail, now=now)
