"""Readings: what is due, and what became of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.crm.models import CrmRead
from tcma.crm.queries.setup import setup


def due_reads(session: Session, now: datetime) -> Sequence[UUID]:
    """Those whose turn it is, the longest due first."""
    return session.scalars(select(CrmRead.id).where(CrmRead.due_at <= now).order_by(CrmRead.due_at).limit(20)).all()


def reads(session: Session, *, limit: int = 20) -> Sequence[CrmRead]:
    """The latest."""
    return session.scalars(select(CrmRead).order_by(CrmRead.id.desc()).limit(limit)).all()


def one_read(session: Session, read_id: UUID) -> CrmRead:
    """NotFound for one that is not, or was forgotten."""
    found = session.get(CrmRead, read_id)
    if found is None:
        raise NotFound
    return found


def time_to_read(session: Session, now: datetime) -> bool:
    """Whether the CRM is to be read by itself now: as often as the vendor has said, and never twice at once."""
    found = setup(session)
    if found is None or not found.every_minutes:
        return False
    latest = session.execute(
        select(CrmRead.asked_at, CrmRead.due_at).where(~CrmRead.dry).order_by(CrmRead.id.desc()).limit(1)
    ).one_or_none()
    return latest is None or (latest.due_at is None and latest.asked_at <= now - timedelta(minutes=found.every_minutes))
