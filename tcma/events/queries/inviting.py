"""Whom a host can invite, and who of the chosen would get the next invitation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, Segment
from tcma.audiences.queries import ListRow, count, in_segment, lists, segments
from tcma.delivery.queries import over_the_cap
from tcma.events.models import Event, Registration
from tcma.launches.queries.whom import on_list, the_chosen
from tcma.launches.rules import Whom


@dataclass(frozen=True)
class Inviting:
    """The partner's lists and segments, the chosen one, how many would get it, and {reason: how many} would not."""

    lists: Sequence[ListRow]
    segments: Sequence[Segment]
    whom: Whom
    able: int
    left_out: Mapping[str, int]


def inviting(
    session: Session, event: Event, *, topic: str, wanted: str, now: datetime, start: datetime | None = None
) -> Inviting:
    """`start`: when the next invitation goes, at which the frequency cap is looked at.

    `wanted` is what the page's field says; the event's last choice where that is nothing of the partner's.
    """
    own_lists, own_segments = lists(session, event.partner_id), segments(session, event.partner_id)
    whom = the_chosen(own_lists, own_segments, [wanted, str(Whom(event.list_id, event.segment_id))])
    if whom == Whom():
        return Inviting(own_lists, own_segments, whom, 0, {})
    among = in_segment(session, event.partner_id, whom.segment_id, now=now)
    if among is None and whom.list_id is not None:
        among = on_list(whom.list_id)
    assert among is not None  # one of the two is chosen
    seated = Contact.id.in_(select(Registration.contact_id).where(Registration.event_id == event.id))
    cap = over_the_cap(session, partner_id=event.partner_id, kit_id=event.kit_id, now=start or now, run_id=event.id)
    able, left_out = count(session, partner_id=event.partner_id, list_id=None, now=now, topic=topic,
                           among=among & ~seated, cap=cap)  # fmt: skip
    theirs = select(func.count()).select_from(Contact).where(Contact.partner_id == event.partner_id, among, seated)
    registered = session.scalar(theirs) or 0
    return Inviting(own_lists, own_segments, whom, able, {**left_out, "registered": registered})
