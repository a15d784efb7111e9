"""Holding the account, or one partner, while something outside of any mail is wrong; and letting go."""

from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.delivery.actions.claim import in_seconds
from tcma.delivery.models import SendingHold
from tcma.delivery.rules.holds import AGAIN_WITHIN, HoldReason, look_again


def hold_sending(
    session: Session, *, reason: HoldReason, detail: str, partner_id: UUID | None = None, subject: str = ""
) -> bool:
    """Nothing is claimed any more, of this partner or of anyone. True where this is news, and worth an alarm.

    What was just let go and is wrong again is the same hold; it is looked at less and less often.
    """
    same = (
        SendingHold.reason == reason, SendingHold.subject == subject,
        SendingHold.partner_id.is_not_distinct_from(partner_id),
    )
    lately = or_(SendingHold.ended_at.is_(None), SendingHold.ended_at > in_seconds(-AGAIN_WITHIN))
    found = session.scalar(
        select(SendingHold).where(*same, lately).order_by(SendingHold.id.desc()).limit(1).with_for_update()
    )
    if found is None:
        statement = (
            insert(SendingHold)
            .values(id=new_id(), reason=reason, partner_id=partner_id, subject=subject, detail=detail[:500], times=0,
                    look_at=in_seconds(look_again(0)))
            .on_conflict_do_nothing().returning(SendingHold.id)
        )
        return session.scalar(statement) is not None
    if found.ended_at is not None:
        found.ended_at, found.times, found.detail = None, found.times + 1, detail[:500]
        found.look_at = in_seconds(look_again(found.times))
        session.flush()
    return False


def end_hold(session: Session, hold_id: UUID) -> None:
    session.execute(
        update(SendingHold).where(SendingHold.id == hold_id, SendingHold.ended_at.is_(None))
        .values(ended_at=func.clock_timestamp())
    )


def look_later(session: Session, hold_id: UUID) -> None:
    """It is not over yet."""
    hold = session.get_one(SendingHold, hold_id, with_for_update=True)
    hold.times += 1
    hold.look_at = in_seconds(look_again(hold.times))
    session.flush()
