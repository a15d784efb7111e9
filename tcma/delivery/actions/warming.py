"""What a step may take of a new domain's day. Mails that somebody asked for take nothing of it, and never wait."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from tcma.delivery.actions.capping import is_capped
from tcma.delivery.actions.claim import in_seconds
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState
from tcma.delivery.rules.waiting import Wait
from tcma.senders.actions import warming
from tcma.senders.actions.warming import Room
from tcma.senders.queries import identity_of


def warm_room(session: Session, step: Step, *, now: datetime) -> Room | None:
    """What is left today for the domain of a step, locked until the commit; None where there is no limit."""
    return warming.room_of(session, identity_of(session, step.sender), now=now) if is_capped(step) else None


def give_room_back(session: Session, step_id: UUID, number: int, *, now: datetime) -> None:
    """So many mails of a step were begun, and certainly did not leave."""
    step = session.get_one(Step, step_id)
    if is_capped(step):
        warming.give_back(session, identity_of(session, step.sender), number, now=now)


def go_on(session: Session) -> int:
    """A domain needs no warming up any more: what waits for another day of one may leave now, and waits again if its
    own domain still is new. Returns how many mails."""
    waiting = (
        update(Message).where(Message.state == MessageState.QUEUED, Message.waits_for == Wait.WARM_UP.value)
        .values(leaves_at=None, waits_for="", not_before=in_seconds(0)).returning(Message.id)
    )
    return len(session.scalars(waiting).all())
