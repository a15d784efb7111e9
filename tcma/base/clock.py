"""What time it is for the business.

Product time is the database's clock plus an offset that only the trial may write, so that
*Skip to the next due step* moves days without waiting. Leases and deadlines don't use it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
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


# Made once: everybody asks.
_NOW = select(func.clock_timestamp() + func.coalesce(select(ClockOffset.offset).scalar_subquery(), timedelta(0)))
_STANDING = "tcma: the moment at which the clock stands"


def now(session: Session) -> datetime:
    """Product time, in UTC."""
    moment = session.info.get(_STANDING) or session.execute(_NOW).scalar_one()
    assert isinstance(moment, datetime)
    if _STANDING in session.info:
        session.info[_STANDING] = moment
    return moment


@contextmanager
def standing(session: Session) -> Iterator[None]:
    """Whoever asks this session inside the block is told the same moment; the database is asked once."""
    session.info[_STANDING] = None
    try:
        yield
    finally:
        del session.info[_STANDING]


def offset(session: Session) -> timedelta:
    """How far product time is ahead of the database's clock."""
    return session.scalar(select(ClockOffset.offset)) or timedelta(0)
