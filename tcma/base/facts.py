"""Facts: what has happened, written in the same transaction as the change itself.

PostgreSQL is the ledger, Redis only the doorbell: a fact whose bell was never rung
is still here, and `undelivered` finds it.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import Index, event, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from tcma.base.db import Base, Id

log = structlog.get_logger(__name__)


class Fact(Base):
    """Something that happened, past tense. `delivered_at` is set once all its reactions have run."""

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_undelivered", "at", postgresql_where=text("delivered_at IS NULL")),)

    id: Mapped[Id]
    name: Mapped[str]
    subject_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    delivered_at: Mapped[datetime | None]


def record(session: Session, name: str, subject_id: UUID) -> None:
    """Write the fact `name` about `subject_id`; its bell rings after the commit."""
    fact = Fact(name=name, subject_id=subject_id)
    session.add(fact)
    session.flush()
    session.info.setdefault("facts", []).append(fact.id)


def ring_after_commit(sessions: sessionmaker[Session], ring: Callable[[UUID], None]) -> None:
    """Call `ring` with the id of each fact once its transaction is committed."""

    @event.listens_for(sessions, "after_commit")
    def _ring(session: Session) -> None:
        if session.in_nested_transaction():
            return
        for fact_id in session.info.pop("facts", []):
            try:
                ring(fact_id)
            except Exception as error:  # the change is already committed; the sweep will ring again
                log.warning("bell not rung", fact=str(fact_id), error=repr(error))

    @event.listens_for(sessions, "after_rollback")
    def _forget(session: Session) -> None:
        session.info.pop("facts", None)


def undelivered(session: Session, *, older_than_seconds: float = 10, limit: int = 500) -> list[UUID]:
    """Facts whose bell went unheard or whose reactions failed, by the database's own clock.

    In any order: five hundred that fail again and again don't stand before the others.
    """
    age = func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, older_than_seconds)
    unheard = select(Fact.id).where(Fact.delivered_at.is_(None), Fact.at < age).order_by(func.random()).limit(limit)
    return list(session.scalars(unheard))
