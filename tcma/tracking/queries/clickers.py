"""Who clicked, and how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.catalogue.models import AssetRow
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import TouchKind


@dataclass(frozen=True)
class Clicker:
    """A person who clicked: how often, when last, and on what."""

    contact: Contact
    clicks: int
    last_at: datetime
    asset_id: UUID
    asset: str
    launch_id: UUID | None
    language: str


def clicker(session: Session, partner_id: UUID, contact_id: UUID) -> Clicker | None:
    """One person who clicked; None for one who did not, or who is another partner's."""
    return next(iter(_clickers(session, partner_id, Touch.contact_id == contact_id, limit=1)), None)


def reached(session: Session, partner_id: UUID, contact_id: UUID) -> Clicker | None:
    """One person who did not click, by the last mail of a launch that they got; None where they got none."""
    row = session.execute(
        select(Contact, literal(0), Message.changed_at, AssetRow.id, AssetRow.title, Step.origin_id, Message.language)
        .select_from(Message).join(Step, Step.id == Message.step_id).join(Contact, Contact.id == Message.contact_id)
        .join(AssetRow, AssetRow.id == Step.asset_id)
        .where(Message.contact_id == contact_id, Message.partner_id == partner_id, Step.origin == "launch",
               Contact.partner_id == partner_id, Message.state == MessageState.ACCEPTED)
        .order_by(Message.changed_at.desc(), Message.id.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    return Clicker(*row) if row else None


def clickers(session: Session, partner_id: UUID, launch_id: UUID | None = None, *, limit: int = 200) -> list[Clicker]:
    """People who clicked a link in this partner's mails, the latest first; of one launch, or of all."""
    return _clickers(session, partner_id, *([Touch.launch_id == launch_id] if launch_id else []), limit=limit)


def _clickers(session: Session, partner_id: UUID, *narrow: ColumnElement[bool], limit: int) -> list[Clicker]:
    clicked = [Touch.partner_id == partner_id, Touch.kind == TouchKind.CLICK, Touch.counts, *narrow]
    sums = (
        select(Touch.contact_id, func.count(Touch.id).label("clicks"))
        .where(*clicked)
        .group_by(Touch.contact_id)
        .subquery()
    )
    last = (
        select(Touch)
        .where(*clicked)
        .order_by(Touch.contact_id, Touch.at.desc(), Touch.id.desc())
        .ext(distinct_on(Touch.contact_id))
        .subquery()
    )
    rows = session.execute(
        select(Contact, sums.c.clicks, last.c.at, AssetRow.id, AssetRow.title, last.c.launch_id, last.c.language)
        .join(last, last.c.contact_id == Contact.id)
        .join(sums, sums.c.contact_id == Contact.id)
        .join(AssetRow, AssetRow.id == last.c.asset_id)
        .where(Contact.partner_id == partner_id)
        .order_by(last.c.at.desc(), Contact.id)
        .limit(limit)
    )
    return [Clicker(*row) for row in rows]


@dataclass(frozen=True)
class TouchCounts:
    """Of one launch: people who clicked, people who answered, and touches in all."""

    people: int
    responders: int
    touches: int


def touch_counts(session: Session, partner_id: UUID, launch_ids: Sequence[UUID]) -> dict[UUID, TouchCounts]:
    """Per launch; one that nobody touched has zeros."""
    of_launches = (Touch.partner_id == partner_id, Touch.launch_id.in_(launch_ids), Touch.counts)
    people = func.count(Touch.contact_id.distinct())
    rows = session.execute(select(Touch.launch_id, people, func.count()).where(*of_launches).group_by(Touch.launch_id))
    touched = {launch_id: (people, touches) for launch_id, people, touches in rows}
    answered = dict(
        session.execute(
            select(Response.launch_id, func.count(Response.contact_id.distinct()))
            .join(Touch, Touch.id == Response.touch_id)
            .where(*of_launches)
            .group_by(Response.launch_id)
        ).all()
    )
    return {
        one: TouchCounts(touched.get(one, (0, 0))[0], answered.get(one, 0), touched.get(one, (0, 0))[1])
        for one in launch_ids
    }
