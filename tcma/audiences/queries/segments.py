"""A partner's segments, and who is in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tcma.audiences.models import ContactList, Segment, Tag
from tcma.audiences.queries.filters import holds
from tcma.audiences.rules.segments import Condition, Filter, read_filter
from tcma.base.errors import NotFound


def segments(session: Session, partner_id: UUID) -> list[Segment]:
    """The partner's segments, the last changed first."""
    mine = select(Segment).where(Segment.partner_id == partner_id, Segment.deleted_at.is_(None))
    return list(session.scalars(mine.order_by(Segment.updated_at.desc(), Segment.id.desc())))


def segment(session: Session, partner_id: UUID, segment_id: UUID) -> Segment:
    """One segment; another partner's, or a deleted one, is not there."""
    found = session.get(Segment, segment_id)
    if found is None or found.partner_id != partner_id or found.deleted_at is not None:
        raise NotFound
    return found


def in_segment(
    session: Session, partner_id: UUID, segment_id: UUID | None, *, now: datetime
) -> ColumnElement[bool] | None:
    """Who is in it, as a condition on contacts; None without a segment. NotFound for another partner's."""
    if segment_id is None:
        return None
    return holds(read_filter(segment(session, partner_id, segment_id).filter), partner_id=partner_id, now=now)


@dataclass(frozen=True)
class Own:
    """The partner's lists and tags by their ids, as a filter names them."""

    lists: dict[str, str]
    tags: dict[str, str]

    def has(self, condition: Condition) -> bool:
        """Whether what the condition points at is there."""
        return condition.value in {"list": self.lists, "tag": self.tags}.get(condition.field, {condition.value: ""})


def own_names(session: Session, partner_id: UUID) -> Own:
    """What the partner's filters may point at, by name."""
    lists = select(ContactList.id, ContactList.name).where(ContactList.partner_id == partner_id)
    tags = select(Tag.id, Tag.name).where(Tag.partner_id == partner_id)
    return Own(
        {str(one): name for one, name in session.execute(lists.order_by(ContactList.updated_at.desc()))},
        {str(one): name for one, name in session.execute(tags.order_by(Tag.name))},
    )


def missing(session: Session, partner_id: UUID, found: Filter) -> Iterable[int]:
    """The lines of a filter that point at a list or tag that is not there."""
    own = own_names(session, partner_id)
    return [number for number, condition in enumerate(found.conditions) if not own.has(condition)]
