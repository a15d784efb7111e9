"""The log of a registration: to read, and to check."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.deals.models import Deal, DealLog, Registration
from tcma.deals.rules import GENESIS, RegistrationState, Stage, link
from tcma.partners.models import Person

_FIELDS = (
    "id", "registration_id", "partner_id", "position", "at", "actor_id", "actor_side", "before", "after", "rule",
    "inputs", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Break:
    """Where the log is not what was written."""

    registration_id: UUID
    position: int
    what: str  # changed, missing, state


def log_row(row: DealLog) -> dict[str, Any]:
    """What a row's hash covers."""
    return {name: getattr(row, name) for name in _FIELDS}


def timeline(session: Session, registration_id: UUID) -> Sequence[tuple[DealLog, str | None]]:
    """Rows in order, each with the name of the person behind it."""
    rows = session.execute(
        select(DealLog, Person.name)
        .join(Person, Person.id == DealLog.actor_id, isouter=True)
        .where(DealLog.registration_id == registration_id)
        .order_by(DealLog.position)
    )
    return [(row, name) for row, name in rows]


def verify_log(session: Session, registration_id: UUID | None = None) -> list[Break]:
    """Every place where a row was changed, is missing, or does not lead to the state that is there now."""
    query = (
        select(DealLog, Registration.state, Deal.stage)
        .join(Registration, Registration.id == DealLog.registration_id)
        .join(Deal, Deal.registration_id == Registration.id, isouter=True)
        .order_by(DealLog.registration_id, DealLog.position)
        .execution_options(yield_per=500)
    )
    if registration_id is not None:
        query = query.where(DealLog.registration_id == registration_id)
    breaks: list[Break] = []
    for owner, rows in groupby(session.execute(query), key=lambda one: one[0].registration_id):
        previous, expected, now = GENESIS, 1, ""
        state: RegistrationState = RegistrationState.DRAFT
        stage: Stage | None = None
        for row, state, stage in rows:  # noqa: B007 - the last ones are looked at after the loop
            if row.position != expected:
                breaks.append(Break(owner, expected, "missing"))
            if row.previous_hash != previous or row.hash != link(log_row(row), row.previous_hash):
                breaks.append(Break(owner, row.position, "changed"))
            previous, expected, now = row.hash, row.position + 1, row.after
        if now not in _last(state, stage):
            breaks.append(Break(owner, expected - 1, "state"))
    return breaks


def logged(session: Session) -> int:
    """How many rows the logs have."""
    return session.scalar(select(func.count()).select_from(DealLog)) or 0


def number_of(session: Session, registration_id: UUID) -> int:
    """By which people know a registration."""
    return session.scalars(select(Registration.number).where(Registration.id == registration_id)).one()


def _last(state: RegistrationState, stage: Stage | None) -> set[str]:
    """Where the newest row may lead, given what is there now: a deal that has moved was moved last."""
    moved = stage is not None and stage is not Stage.DISCOVERY
    if moved and state is RegistrationState.APPROVED:
        return {str(stage)}
    if state is RegistrationState.APPROVED:
        return {state.value, str(stage)}  # it may have gone back to its first stage
    return {state.value, str(stage)} if moved else {state.value}
