"""What contradicts itself: for the rules what was decided, for people the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.crm.models import CrmConflict
from tcma.deals.models import Registration
from tcma.partners.models import Partner, Person


@dataclass(frozen=True)
class Waiting:
    """One conflict with what it is about; `by` is who decided."""

    conflict: CrmConflict
    number: int | None
    partner: str
    account: str
    by: str


def decided(session: Session, source: str, external_id: str) -> dict[tuple[str, str], str]:
    """(what, theirs) -> keep or take, as people have decided about one record."""
    rows = select(CrmConflict.what, CrmConflict.theirs, CrmConflict.decision).where(
        CrmConflict.source == source, CrmConflict.external_id == external_id, CrmConflict.decision.in_(("keep", "take"))
    )
    return {(what, theirs): word for what, theirs, word in session.execute(rows)}


def open_conflicts(session: Session) -> int:
    """How many wait for a person."""
    return session.scalar(select(func.count()).where(CrmConflict.decision == "")) or 0


def conflicts(session: Session, *, show: str = "", page: int = 1, size: int = 50) -> tuple[Sequence[Waiting], bool]:
    """A page of those that wait, the oldest first; `show` decided: of those that a person decided, the latest first.

    And whether there are more.
    """
    query = (
        select(CrmConflict, Registration.number, Partner.name, Registration.account_name, Person.name)
        .join(Registration, Registration.id == CrmConflict.registration_id, isouter=True)
        .join(Partner, Partner.id == Registration.partner_id, isouter=True)
        .join(Person, Person.id == CrmConflict.decided_by, isouter=True)
    )
    if show == "decided":
        query = query.where(CrmConflict.decision.in_(("keep", "take"))).order_by(CrmConflict.decided_at.desc())
    else:
        query = query.where(CrmConflict.decision == "").order_by(CrmConflict.later_at.nulls_first(), CrmConflict.id)
    rows = session.execute(query.offset((page - 1) * size).limit(size + 1)).all()
    found = [Waiting(one, number, partner or "", name or "", by or "") for one, number, partner, name, by in rows]
    return found[:size], len(found) > size
