"""The runs of a deal and their rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.attribution.models import Credit, CreditRun


def current_run(session: Session, deal_id: UUID) -> CreditRun | None:
    """The run that counts."""
    query = select(CreditRun).where(CreditRun.deal_id == deal_id, CreditRun.superseded_at.is_(None))
    return session.scalars(query).one_or_none()


def credits_of(session: Session, run_id: UUID) -> Sequence[Credit]:
    """A run's rows, by model and then time."""
    query = select(Credit).where(Credit.run_id == run_id).order_by(Credit.model, Credit.touch_at, Credit.touch_id)
    return session.scalars(query).all()


def credited_rows(session: Session, run_id: UUID) -> set[tuple[Any, ...]]:
    """(model, touch, amount, currency) of each row: what a correction is compared with."""
    rows = session.execute(
        select(Credit.model, Credit.touch_id, Credit.amount, Credit.currency).where(Credit.run_id == run_id)
    )
    return {tuple(row) for row in rows}
