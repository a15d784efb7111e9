"""Contact files are kept for a time: long enough to mend what was left out."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Import, ImportState
from tcma.base.storage import Storage

_NOTHING_STORED = (ImportState.LOOKING, ImportState.UNREADABLE, ImportState.ASKING, ImportState.PREVIEWED)


def forget_uploads(session: Session, storage: Storage, *, before: datetime, now: datetime, limit: int) -> int:
    """Delete at most so many files brought before a time, and the rows shown of them. Returns how many.

    One that is being stored is left until it is. The contacts stay, and so do the counts.
    """
    old = session.scalars(
        select(Import)
        .where(Import.created_at < before, Import.forgotten_at.is_(None), Import.state != ImportState.STORING)
        .order_by(Import.created_at).limit(limit).with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for found in old:
        storage.delete(found.storage_key)
        if found.state in _NOTHING_STORED:  # nobody came back to it
            session.delete(found)
            continue
        found.left_out, found.forgotten_at = [], now
        found.counts = {name: value for name, value in found.counts.items() if name not in ("sample", "examples")}
    session.flush()
    return len(old)
