"""The mails that wait to be handed over."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.composing.models import Composition
from tcma.delivery.models import Message, Step, StepContent


@dataclass(frozen=True)
class Letter:
    to: str
    language: str
    subject: str
    text: str


def letters(session: Session, origin: str) -> list[Letter]:
    """Of one kind, in the order they were written."""
    session.flush()
    rows = session.execute(
        select(Message.email, Message.language, Composition.subject, Composition.text)
        .join(Step, Step.id == Message.step_id)
        .join(StepContent, StepContent.step_id == Step.id)
        .join(Composition, Composition.id == StepContent.composition_id)
        .where(Step.origin == origin)
        .order_by(Step.due_at, Step.id)
    )
    return [Letter(*row) for row in rows]
