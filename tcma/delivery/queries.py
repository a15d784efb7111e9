"""What is on its way, and how it went."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tcma.delivery.models import Attempt, Message, SendingHold, Step
from tcma.delivery.rules import MessageState


def steps_of(session: Session, origin_id: UUID) -> list[Step]:
    """The steps of a run, in order."""
    return list(session.scalars(select(Step).where(Step.origin_id == origin_id).order_by(Step.position, Step.due_at)))


@dataclass(frozen=True)
class Tally:
    """How one step stands: messages by state with their sum as `planned`, by what SES said last, and why left out."""

    counts: dict[str, int]
    headlines: dict[str, int]
    left_out: dict[str, int]
    recent: int  # accepted since the time asked for


def tallies(session: Session, step_ids: Sequence[UUID], *, since: datetime) -> dict[UUID, Tally]:
    """A tally per step, in one look at the messages: a page that polls asks for this."""
    reason = case((Message.state == MessageState.SKIPPED, Message.reason), else_="")
    recent = func.count().filter(Message.state == MessageState.ACCEPTED, Message.changed_at >= since)
    rows = session.execute(
        select(Message.step_id, Message.state, Message.headline, reason, func.count(), recent)
        .where(Message.step_id.in_(step_ids)).group_by(Message.step_id, Message.state, Message.headline, reason)
    )
    found = {step_id: _Adding() for step_id in step_ids}
    for step_id, state, headline, why, number, fresh in rows:
        found[step_id].add(state, headline, why, number, fresh)
    return {step_id: adding.tally() for step_id, adding in found.items()}


@dataclass
class _Adding:
    """Sums that grow into a tally."""

    states: Counter[str] = field(default_factory=Counter)
    headlines: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    recent: int = 0

    def add(self, state: MessageState, headline: str, why: str, number: int, recent: int) -> None:
        self.states[state.value] += number
        if headline:
            self.headlines[headline] += number
        if state is MessageState.SKIPPED:
            self.left_out[why] += number
        self.recent += recent

    def tally(self) -> Tally:
        counts = {state.value: self.states[state.value] for state in MessageState}
        counts["planned"] = sum(counts.values())
        return Tally(counts, dict(self.headlines), dict(self.left_out), self.recent)


def counts(session: Session, step_ids: Sequence[UUID]) -> dict[str, int]:
    """Messages by state, every state named, with their sum as `planned`."""
    rows = session.execute(
        select(Message.state, func.count()).where(Message.step_id.in_(step_ids)).group_by(Message.state)
    )
    found = {state.value: 0 for state in MessageState} | {state.value: count for state, count in rows}
    return {**found, "planned": sum(found.values())}


def headlines(session: Session, step_ids: Sequence[UUID]) -> dict[str, int]:
    """Messages by what SES said of them last: delivered, bounced, complained ..."""
    rows = session.execute(
        select(Message.headline, func.count())
        .where(Message.step_id.in_(step_ids), Message.headline != "").group_by(Message.headline)
    )
    return dict(rows.all())


def unconfirmed(session: Session, partner_id: UUID | None = None) -> int:
    """Messages handed over without an answer; of one partner, or of all."""
    statement = select(func.count()).where(Message.state == MessageState.UNCONFIRMED)
    if partner_id is not None:
        statement = statement.where(Message.partner_id == partner_id)
    return session.scalar(statement) or 0


def account_holds(session: Session) -> list[SendingHold]:
    """What keeps the account, or a partner, from sending right now; the oldest first. Words: rules.holds."""
    return list(session.scalars(select(SendingHold).where(SendingHold.ended_at.is_(None)).order_by(SendingHold.id)))


def hold_of(session: Session, partner_id: UUID) -> SendingHold | None:
    """What keeps this partner from sending right now: its own trouble first, then everyone's."""
    whose = or_(SendingHold.partner_id.is_(None), SendingHold.partner_id == partner_id)
    open_ = select(SendingHold).where(SendingHold.ended_at.is_(None), whose)
    return session.scalar(open_.order_by(SendingHold.partner_id.nulls_last(), SendingHold.id).limit(1))


def holds_to_look_at(session: Session) -> list[SendingHold]:
    """Those of which it may be asked now whether they are over."""
    due = (SendingHold.ended_at.is_(None), SendingHold.look_at <= func.clock_timestamp())
    return list(session.scalars(select(SendingHold).where(*due).order_by(SendingHold.id)))


def on_hold(partner_id: InstrumentedAttribute[UUID | None]) -> ColumnElement[bool]:
    """Whether this partner, or everyone, may send nothing now."""
    whose = or_(SendingHold.partner_id.is_(None), SendingHold.partner_id == partner_id)
    return exists().where(SendingHold.ended_at.is_(None), whose)


def partner_of_attempt(session: Session, attempt_id: UUID) -> UUID | None:
    """Whose mail it was; None for the vendor's own."""
    return session.scalar(select(Attempt.partner_id).where(Attempt.id == attempt_id))
