"""The promise is looked at: every night, and when somebody asks. What is broken is told, and never mended silently."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.delivery.models import DeliveryCheck
from tcma.delivery.queries.invariants import Found, look_at_all
from tcma.partners.models import Programme

CHECK_ASKED = "check asked"
"""The fact that somebody wants the invariants looked at now; its subject is who."""
NIGHT = time(3)  # where the programme is: nobody is sending then

log = structlog.get_logger(__name__)


def check(session: Session, *, now: datetime) -> Sequence[Found]:
    """Look at I1 to I9 and keep what was found. Each that is broken is an error in the log, with ids to begin at."""
    run_id, found = new_id(), look_at_all(session)
    session.add_all(
        DeliveryCheck(run_id=run_id, invariant=one.invariant, broken=one.broken,
                      examples=[str(example) for example in one.examples], seconds=one.seconds, at=now)
        for one in found
    )  # fmt: skip
    session.flush()
    for one in found:
        if one.broken:
            log.error("invariant broken", invariant=one.invariant, broken=one.broken,
                      examples=[str(example) for example in one.examples])  # fmt: skip
    return found


def check_is_due(session: Session, *, now: datetime) -> bool:
    """Whether the last look was before the last night, where the programme is."""
    zone = session.scalar(select(Programme.timezone))
    if zone is None:
        return False
    there = now.astimezone(ZoneInfo(zone))
    night = datetime.combine(there.date(), NIGHT, ZoneInfo(zone))
    if night > there:
        night = datetime.combine(there.date() - timedelta(days=1), NIGHT, ZoneInfo(zone))
    last = session.scalar(select(func.max(DeliveryCheck.at)))
    return last is None or last < night
