"""An opportunity is a partner's deal, if it names a registration; else it is what direct sales sells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor, program
from tcma.base.words import N_
from tcma.crm.actions.conflicting import Subject, hold_conflicts
from tcma.crm.models import CrmRecord
from tcma.crm.queries import decided, standing
from tcma.crm.rules import CrmOpportunity, Kind, Line, Mapping, Ours, Verdict, judge, plain
from tcma.deals import actions as deals
from tcma.deals.models import Account, Opportunity
from tcma.deals.rules import Stage
from tcma.deals.rules.book import Selling

NAMES = {"salesforce": "Salesforce", "sent": "CRM"}
_LOST = N_("Closed as lost in the CRM.")
_AGAIN = N_("Opened again in the CRM.")
_OFF = N_("The order is off in the CRM, or another one.")


def take_opportunity(
    session: Session, row: CrmRecord, theirs: CrmOpportunity, mapping: Mapping, now: datetime
) -> Line:
    """Put it into effect. What our side refuses changes nothing, and says why."""
    try:
        with session.begin_nested():
            line = (
                _deal(session, row, theirs, mapping, now) if theirs.registration else _direct(session, row, theirs, now)
            )
    except Invalid as refusal:
        first = next(iter(refusal.errors.values()))
        line = Line(theirs.kind, theirs.external_id, theirs.name, "refused", (), first.message, first.values)
    except Refusal as refusal:
        line = Line(theirs.kind, theirs.external_id, theirs.name, "refused", (), refusal.message, refusal.values)
    row.outcome, row.reason = line.outcome, line.reason
    session.flush()
    return line


def _deal(session: Session, row: CrmRecord, theirs: CrmOpportunity, mapping: Mapping, now: datetime) -> Line:
    session.execute(delete(Opportunity).where(Opportunity.external_id == theirs.external_id))
    found = standing(session, row.source, theirs)
    if found is None:
        raise Refusal(N_("There is no registration %(number)s."), number=theirs.registration)
    registration, ours = found
    verdict = judge(theirs, ours, row.taken, mapping, decided(session, row.source, row.external_id))
    actor = program(NAMES.get(row.source, row.source), f"{NAMES.get(row.source, row.source)} {theirs.external_id}")
    changes = tuple(
        change
        for step in verdict.steps
        if (change := _step(session, registration.id, actor, step, ours, now)) is not None
    )
    subject = Subject(row.source, row.external_id, theirs.name, registration.id)
    hold_conflicts(session, subject, [verdict.conflict] if verdict.conflict else [], now)
    # Another has taken its place: should that one go, all of this one is news again.
    taken_over = verdict.conflict is not None and verdict.conflict.what == "twice"
    row.taken = {} if taken_over else {**row.taken, **verdict.puts}
    return _line(theirs, verdict, changes)


def _line(theirs: CrmOpportunity, verdict: Verdict, changes: tuple[tuple[str, str, str], ...]) -> Line:
    outcome = verdict.outcome
    if verdict.steps and outcome == "unchanged":
        outcome = "updated"
    if verdict.conflict:
        outcome = "conflict"
        changes = (*changes, (verdict.conflict.what, verdict.conflict.ours, verdict.conflict.theirs))
    return Line(theirs.kind, theirs.external_id, theirs.name, outcome, changes, verdict.reason)


def _step(
    session: Session, registration_id: UUID, actor: Actor, step: tuple[Any, ...], ours: Ours, now: datetime
) -> tuple[str, str, str] | None:
    """Through the same verbs as a person's. Returns what changed."""
    who: dict[str, Any] = {"registration_id": registration_id, "actor": actor, "now": now}
    match step:
        case ("restage", Stage() as to):
            deals.restage(session, **who, to=to)
            return "stage", str(ours.stage), to.value
        case ("reopen", Stage() as to):
            if ours.stage is Stage.LOST:
                deals.resume(session, **who, reason=_AGAIN)
            else:
                deals.reopen(session, **who, reason=_OFF, lost=to is Stage.LOST)
            if to is not Stage.LOST:
                deals.restage(session, **who, to=to)
            return "stage", str(ours.stage), to.value
        case ("correct", amount):
            deals.correct(session, **who, amount=amount)
            return "amount", plain(ours.amount), plain(amount)
        case ("amount", amount):
            deals.change_amount(session, **who, amount=amount)
            return "amount", plain(ours.amount), plain(amount)
        case ("win", number, amount):
            deals.win(session, **who, order_number=number, amount=amount)
            before = f"{ours.order_number} {plain(ours.amount)}" if ours.order_number else ""
            return "won", before, f"{number} {plain(amount)}"
        case ("lose",):
            deals.lose(session, **who, reason=_LOST)
            return "stage", str(ours.stage), "lost"
    raise AssertionError(step)


def _direct(session: Session, row: CrmRecord, theirs: CrmOpportunity, now: datetime) -> Line:
    """What direct sales sells keeps partners away while it is open; what is sold with partners doesn't, nor what is
    deleted.
    """
    if row.outcome == "conflict":  # it was a partner's deal until now
        hold_conflicts(session, Subject(row.source, row.external_id, theirs.name), [], now)
    known = session.scalars(select(Opportunity).where(Opportunity.external_id == theirs.external_id)).one_or_none()
    if theirs.deleted or not theirs.direct:
        if known is not None:
            session.delete(known)
            return Line(theirs.kind, theirs.external_id, theirs.name, "updated", (("open", theirs.name, ""),))
        return Line(theirs.kind, theirs.external_id, theirs.name, "unchanged")
    account_id = _account(session, row.source, theirs.account_id)
    if account_id is None:
        if known is not None:
            session.delete(known)
        return Line(theirs.kind, theirs.external_id, theirs.name, "waiting", (), N_("Its account has not come yet."))
    if theirs.opened_at is None:
        raise Refusal(N_("An opportunity needs the day on which it was opened."))
    selling = Selling(
        theirs.external_id, theirs.name, theirs.stage, theirs.owner, theirs.opened_at,
        (theirs.closed_at or theirs.version) if theirs.closed else None,
    )  # fmt: skip
    before = {} if known is None else {name: getattr(known, name) for name in vars(selling)}
    _, changed = deals.put_opportunity(session, known, account_id, selling, now)
    changes = tuple(
        (name, _told(before.get(name)), _told(value))
        for name, value in vars(selling).items()
        if name != "external_id" and before.get(name) != value and (value or before)
    )
    outcome = "unchanged" if not changed else "updated" if known else "new"
    return Line(theirs.kind, theirs.external_id, theirs.name, outcome, changes)


def _account(session: Session, source: str, external_id: str) -> UUID | None:
    """Our account, or the one it was merged into; None while the CRM's has not come."""
    query = (
        select(Account.id, Account.merged_into)
        .join(CrmRecord, CrmRecord.account_id == Account.id)
        .where(
            CrmRecord.source == source, CrmRecord.kind == Kind.ACCOUNT, CrmRecord.external_id == external_id,
            CrmRecord.body["deleted"].is_(None),
        )
    )  # fmt: skip
    found = session.execute(query).one_or_none()
    return (found.merged_into or found.id) if found else None


def _told(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)
