"""The list of what contradicts itself: put on it, taken off when it is over, and never asked twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.crm.models import CrmConflict
from tcma.crm.rules import Conflict


@dataclass(frozen=True)
class Subject:
    """What a conflict is about."""

    source: str
    external_id: str
    name: str
    registration_id: UUID | None = None
    account_id: UUID | None = None


def hold_conflicts(session: Session, subject: Subject, said: Sequence[Conflict], now: datetime) -> None:
    """These are what contradicts itself about the subject now: others that waited are gone; decided ones stay decided.

    One that was gone and is back waits again.
    """
    rows = session.scalars(
        select(CrmConflict).where(
            CrmConflict.source == subject.source, CrmConflict.external_id == subject.external_id
        )
    ).all()  # fmt: skip
    known, standing = {(row.what, row.theirs): row for row in rows}, {(one.what, one.theirs) for one in said}
    for key, other in known.items():
        if key not in standing and other.decision == "":
            other.decision, other.decided_at = "gone", now
    for one in said:
        row = known.get((one.what, one.theirs))
        if row is None:
            row = CrmConflict(
                id=new_id(), source=subject.source, external_id=subject.external_id, what=one.what, theirs=one.theirs,
                decision="", found_at=now,
            )  # fmt: skip
            session.add(row)
        elif row.decision == "gone":
            row.decision, row.decided_at, row.found_at = "", None, now
        row.name, row.ours, row.takeable = subject.name, one.ours, one.take
        row.registration_id, row.account_id = subject.registration_id, subject.account_id
    session.flush()
