"""The vendor is reminded of who waits, at 75 % and at 100 % of the time it has promised."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.deals.actions.log import hold_any
from tcma.deals.actions.telling import tell_late
from tcma.deals.queries import desk
from tcma.deals.rules import next_reminder


def remind(session: Session, *, registration_id: UUID, public_url: str, now: datetime) -> None:
    """The reminder that is due, if one is. What is due next is written with it: late or twice does it once."""
    registration = hold_any(session, registration_id)
    due, since = registration.escalate_at, registration.waiting_since
    if due is None or since is None or due > now:
        return
    following = next_reminder(since, desk(session), now)
    registration.escalate_at = following[1] if following else None
    tell_late(session, registration, since=since, over=following is None, public_url=public_url, now=now)
    session.flush()
