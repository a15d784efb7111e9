"""Verbs of segments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Segment
from tcma.audiences.queries.segments import missing, segment
from tcma.audiences.rules.segments import NAME_MAX, BadFilter, Filter, read_filter
from tcma.base.db import new_id
from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_


def check_filter(session: Session, partner_id: UUID, data: Mapping[str, Any]) -> Filter:
    """The filter, if it holds together and points only at the partner's own lists and tags. Raises BadFilter."""
    found = read_filter(data)
    gone = {
        f"value-{number}": Refusal(N_("That list or tag is not there any more. Choose another."))
        for number in missing(session, partner_id, found)
    }
    if gone:
        raise BadFilter(gone)
    return found


def save_segment(
    session: Session, *, actor: Actor, segment_id: UUID | None, name: str, data: Mapping[str, Any], now: datetime
) -> Segment:
    """Make a segment, or change the one there is. Raises Invalid or BadFilter, naming the fields."""
    partner_id, name = actor.partner, " ".join(name.split())
    kept = segment(session, partner_id, segment_id) if segment_id else None
    wrong: dict[str, Refusal] = _name_faults(session, partner_id, name, kept)
    try:
        found = check_filter(session, partner_id, data)
    except BadFilter as bad:
        raise BadFilter({**wrong, **bad.errors}) from bad
    if wrong:
        raise Invalid(wrong)
    if kept is None:
        kept = Segment(id=new_id(), partner_id=partner_id, created_by=actor.person_id, created_at=now)
        session.add(kept)
    kept.name, kept.filter, kept.updated_at = name, found.to_json(), now
    session.flush()
    return kept


def delete_segment(session: Session, *, partner_id: UUID, segment_id: UUID, now: datetime) -> str:
    """It is offered no more; launches that are scheduled with it stay as they are. Returns its name."""
    found = segment(session, partner_id, segment_id)
    found.deleted_at = now
    session.flush()
    return found.name


def _name_faults(session: Session, partner_id: UUID, name: str, kept: Segment | None) -> dict[str, Refusal]:
    if not name:
        return {"name": Refusal(N_("Give the segment a name."))}
    if len(name) > NAME_MAX:
        return {"name": Refusal(N_("Use at most %(most)s characters."), most=NAME_MAX)}
    same = select(Segment.id).where(
        Segment.partner_id == partner_id, func.lower(Segment.name) == name.lower(), Segment.deleted_at.is_(None)
    )
    taken = session.scalar(same)
    if taken is not None and (kept is None or taken != kept.id):
        return {"name": Refusal(N_("You have a segment of that name. Choose another."))}
    return {}
