"""Whom something is sent to: a list, or whoever is in a segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ListMember, Segment
from tcma.audiences.queries import ListRow, contact_list, count, holds, segment
from tcma.audiences.rules.segments import read_filter
from tcma.base.errors import NotFound
from tcma.base.words import N_
from tcma.delivery.queries import over_the_cap
from tcma.launches.rules import NotReady, Whom


@dataclass(frozen=True)
class Chosen:
    """Whom it is for as a condition on contacts; `filter` is the segment's as it is now, None for a list."""

    people: ColumnElement[bool]
    filter: Mapping[str, Any] | None


def the_chosen(lists: Sequence[ListRow], segments: Sequence[Segment], said: Sequence[str]) -> Whom:
    """The list or the segment of the first of `said` that is there, else the newest list."""
    known = {str(one): one for one in (*(Whom(list_id=each.id) for each in lists),
                                       *(Whom(segment_id=each.id) for each in segments))}  # fmt: skip
    return next((known[one] for one in said if one in known), next(iter(known.values()), Whom()))


def on_list(list_id: UUID) -> ColumnElement[bool]:
    """Whether a contact is on it."""
    return Contact.id.in_(select(ListMember.contact_id).where(ListMember.list_id == list_id))


def in_filter(kept: Any, *, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    """Whether a contact of the partner is now in a filter that was kept."""
    return holds(read_filter(kept), partner_id=partner_id, now=now)


def choose(
    session: Session, whom: Whom, *, partner_id: UUID, kit_id: UUID, topic: str, now: datetime,
    run_id: UUID | None = None, start: datetime | None = None,
) -> Chosen:  # fmt: skip
    """The partner's people it can go to; `run_id` as in `over_the_cap`, which is looked
    at as it will be at `start`. NotFound for another partner's list.

    Refuses a segment that was deleted, nobody at all, and people of whom none can be written to about `topic`.
    """
    if whom.segment_id is not None:
        kept = _filter(session, partner_id, whom.segment_id)
        people = in_filter(kept, partner_id=partner_id, now=now)
        nobody = N_("Nobody is in that segment now. Choose another, or change it.")
        unwilling = N_("Nobody in that segment can be written to now. Look at why, or choose another.")
    elif whom.list_id is not None:
        kept, people = None, on_list(contact_list(session, partner_id, whom.list_id).id)
        nobody = N_("That list is empty. Choose another, or add people to it.")
        unwilling = N_("Nobody on that list can be written to now. Look at why, or choose another list.")
    else:
        raise NotReady(N_("Choose who gets it: a list, or a file of contacts."), place="list")
    cap = over_the_cap(session, partner_id=partner_id, kit_id=kit_id, now=start or now, run_id=run_id)
    able, left_out = count(session, partner_id=partner_id, list_id=None, now=now, among=people, topic=topic, cap=cap)
    if not able:
        raise NotReady(unwilling if left_out else nobody, place="list")
    return Chosen(people, kept)


def _filter(session: Session, partner_id: UUID, segment_id: UUID) -> Mapping[str, Any]:
    try:
        return segment(session, partner_id, segment_id).filter
    except NotFound as gone:
        raise NotReady(N_("That segment was deleted. Choose another, or a list."), place="list") from gone
