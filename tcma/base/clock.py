"""What time it is for the business.

Product time is the database's clock plus an offset that only the trial may write, so that
*Skip to the next due step* moves days without waiting. Leases and deadlines don't use it.
"""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from tcma.base.db import Base


class ClockOffset(Base):
    """One row at most; none means no offset."""

    __tablename__ = "clock_offset"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offset: Mapped[timedelta]


def now(session: Session) -> datetime:
    """Product time, in UTC."""
    offset = select(ClockOffset.offset).scalar_subquery()
    moment = session.execute(select(func.clock_timestamp() + func.coalesce(offset, timedelta(0)))).scalar_one()
    assert isinstance(moment, datetime)
    return moment


def offset(session: Session) -> timedelta:
    """How far product time is ahead of the database's clock."""
    return session.scalar(select(ClockOffset.offset)) or timedelta(0)
