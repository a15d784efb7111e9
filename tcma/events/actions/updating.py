"""A version that every event has to take: its page and all mails that have not begun say it at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.catalogue.rules import hinders
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step
from tcma.events.actions.composing import letters
from tcma.events.actions.locks import lock_event
from tcma.events.models import EventMail
from tcma.events.rules import EventState

ENDED = (EventState.CANCELLED,)


def take_mandatory(session: Session, event_id: UUID, *, version: KitVersion, now: datetime) -> bool:
    """Move an event on to a mandatory version; safe to run twice. Returns whether it follows it now.

    Hosts write no words of their own, so that nothing can fail to fit. An event whose kit was built otherwise when it
    began stays as it is: its guests were promised those mails.
    """
    event = lock_event(session, event_id)
    before = session.get_one(KitVersion, event.version_id)
    if event.state in ENDED or before.number >= version.number:
        return False
    if hinders(kit_content(before), kit_content(version)):
        return False
    event.version_id, event.updated_at = version.id, now
    session.flush()
    waiting = session.execute(
        select(EventMail, Step).join(Step, Step.id == EventMail.step_id)
        .where(EventMail.event_id == event.id, Step.finished_at.is_(None), Step.cancelled_at.is_(None))
        .order_by(Step.id)
    ).all()  # fmt: skip
    for mail, step in waiting:
        delivery.rewrite(
            session, step.id, contents=letters(session, event, mail, now=now), version_id=version.id,
            asset_id=asset_row(session, version.id, mail.asset_key).id,
        )  # fmt: skip
    return True
