"""A kit's end: nobody begins with it any more, and what runs goes on to its own end."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue.models import KitRow


def retire(session: Session, slug: str, *, now: datetime) -> KitRow:
    """From now on it is on nobody's shelf. Twice is once; NotFound for a kit that was never published."""
    row = _row(session, slug)
    row.retired_at = row.retired_at or now
    session.flush()
    return row


def bring_back(session: Session, slug: str) -> KitRow:
    """It can be launched again, in its newest version."""
    row = _row(session, slug)
    row.retired_at = None
    session.flush()
    return row


def _row(session: Session, slug: str) -> KitRow:
    row = session.scalar(select(KitRow).where(KitRow.slug == slug).with_for_update())
    if row is None:
        raise NotFound
    return row
