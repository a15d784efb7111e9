"""What one person got, clicked and answered, as a partner may see it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.catalogue.models import AssetRow
from tcma.composing.models import Composition, Link
from tcma.delivery.models import Message, Step, StepContent
from tcma.delivery.rules import MessageState
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import TouchKind


@dataclass(frozen=True)
class Moment:
    """`kind`: sent, click, or a ResponseKind. `title` is a subject or an asset's title, `note` a link's label."""

    at: datetime
    kind: str
    title: str
    note: str = ""
    answers: dict[str, Any] = field(default_factory=dict)


def story(session: Session, partner_id: UUID, contact_id: UUID) -> list[Moment]:
    """Oldest first. Empty for a contact of another partner: all of it is this partner's own."""
    if session.scalar(select(Contact.id).where(Contact.id == contact_id, Contact.partner_id == partner_id)) is None:
        return []
    moments = [
        *_sent(session, partner_id, contact_id),
        *_clicked(session, partner_id, contact_id),
        *_answered(session, partner_id, contact_id),
    ]
    order = {"sent": 0, "click": 1}
    return sorted(moments, key=lambda one: (one.at, order.get(one.kind, 2)))


def _sent(session: Session, partner_id: UUID, contact_id: UUID) -> list[Moment]:
    """Mails that the mail server took; test mails are nobody's story."""
    rows = session.execute(
        select(Message.changed_at, Composition.subject)
        .join(Step, Step.id == Message.step_id)
        .join(StepContent, (StepContent.step_id == Step.id) & (StepContent.language == Message.language))
        .join(Composition, Composition.id == StepContent.composition_id)
        .where(
            Message.contact_id == contact_id,
            Message.partner_id == partner_id,
            Message.state == MessageState.ACCEPTED,
            Step.origin != "test",
        )
    )
    return [Moment(at, "sent", subject) for at, subject in rows]


def _clicked(session: Session, partner_id: UUID, contact_id: UUID) -> list[Moment]:
    rows = session.execute(
        select(Touch.at, AssetRow.title, Link.label)
        .join(AssetRow, AssetRow.id == Touch.asset_id)
        .outerjoin(Link, Link.id == Touch.link_id)
        .where(Touch.contact_id == contact_id, Touch.partner_id == partner_id, Touch.kind == TouchKind.CLICK)
    )
    return [Moment(at, "click", title, label or "") for at, title, label in rows]


def _answered(session: Session, partner_id: UUID, contact_id: UUID) -> list[Moment]:
    rows = session.execute(
        select(Response.at, Response.kind, AssetRow.title, Response.answers)
        .join(AssetRow, AssetRow.id == Response.asset_id)
        .where(Response.contact_id == contact_id, Response.partner_id == partner_id)
    )
    return [Moment(at, kind.value, title, answers=dict(answers)) for at, kind, title, answers in rows]
