"""The log of a registration is kept for years, and then goes whole: half a chain would prove nothing."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tcma.deals.models import Deal, DealLog, PreCheck, Registration
from tcma.deals.rules import RegistrationState, Stage

_ENDED = (
    RegistrationState.REJECTED, RegistrationState.EXPIRED, RegistrationState.RECALLED, RegistrationState.WITHDRAWN,
    RegistrationState.REVOKED,
)  # fmt: skip


def forget_logs(session: Session, *, before: datetime, limit: int) -> int:
    """Delete the logs of at most so many registrations that ended, and of which nothing was written since a time.

    Returns how many. What became of the registration and its deal stays.
    """
    ended = Registration.state.in_(_ENDED) | Deal.stage.in_((Stage.WON, Stage.LOST, Stage.EXPIRED))
    old = (
        select(DealLog.registration_id).join(Registration, Registration.id == DealLog.registration_id)
        .outerjoin(Deal, Deal.registration_id == Registration.id).where(ended)
        .group_by(DealLog.registration_id).having(func.max(DealLog.at) < before).limit(limit)
    )  # fmt: skip
    ids = session.scalars(old).all()
    session.execute(delete(DealLog).where(DealLog.registration_id.in_(ids)))
    return len(ids)


def forget_prechecks(session: Session, *, before: datetime, limit: int) -> int:
    """Delete at most so many of the questions that were asked before a time. Returns how many."""
    old = select(PreCheck.id).where(PreCheck.at < before).limit(limit)
    gone = delete(PreCheck).where(PreCheck.id.in_(old)).returning(PreCheck.id)
    return len(session.scalars(gone).all())
