"""When a partner's people click."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.tracking.models import Touch
from tcma.tracking.rules import TouchKind


def click_hours(session: Session, partner_id: UUID, zone: str) -> dict[tuple[int, int], int]:
    """{(weekday, hour): verified clicks of the partner's people} by the clock in `zone`; Monday is 0."""
    local = func.timezone(zone, Touch.at)
    slot = (func.extract("isodow", local), func.extract("hour", local))
    rows = session.execute(
        select(*slot, func.count())
        .where(Touch.partner_id == partner_id, Touch.kind == TouchKind.CLICK, Touch.counts,
               Touch.contact_id.is_not(None))
        .group_by(*slot)
    )  # fmt: skip
    return {(int(day) - 1, int(hour)): number for day, hour, number in rows}
