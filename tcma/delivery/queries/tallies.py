"""What is on its way, and how it went."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState


def steps_of(session: Session, origin_id: UUID) -> list[Step]:
    """The steps of a run, in order."""
    return list(session.scalars(select(Step).where(Step.origin_id == origin_id).order_by(Step.position, Step.due_at)))


@dataclass(frozen=True)
class Tally:
    """How one step stands: messages by state with their sum as `planned`, by what SES said last, and why left out.

    `waiting_for`: of those queued, how many wait for which time (rules.waiting.Wait), of which `next_at` is the first.
    """

    counts: dict[str, int]
    headlines: dict[str, int]
    left_out: dict[str, int]
    recent: int  # accepted in the last minute
    waiting_for: dict[str, int] = field(default_factory=dict)
    next_at: datetime | None = None


def tallies(session: Session, step_ids: Sequence[UUID], *, now: datetime) -> dict[UUID, Tally]:
    """A tally per step, in one look at the messages: a page that polls asks for this."""
    reason = case((Message.state == MessageState.SKIPPED, Message.reason), else_="")
    lately = now - timedelta(minutes=1)
    recent = func.count().filter(Message.state == MessageState.ACCEPTED, Message.changed_at >= lately)
    waits = case((and_(Message.state == MessageState.QUEUED, Message.leaves_at > now), Message.waits_for), else_="")
    rows = session.execute(
        select(Message.step_id, Message.state, Message.headline, reason, waits, func.count(), recent,
               func.min(Message.leaves_at))
        .where(Message.step_id.in_(step_ids)).group_by(Message.step_id, Message.state, Message.headline, reason, waits)
    )
    found = {step_id: _Adding() for step_id in step_ids}
    for step_id, state, headline, why, wait, number, fresh, leaves_at in rows:
        found[step_id].add(state, headline, why, number, fresh)
        if wait:
            found[step_id].waits[wait] += number
            found[step_id].times.append(leaves_at)
    return {step_id: adding.tally() for step_id, adding in found.items()}


@dataclass
class _Adding:
    """Sums that grow into a tally."""

    states: Counter[str] = field(default_factory=Counter)
    headlines: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    recent: int = 0
    waits: Counter[str] = field(default_factory=Counter)
    times: list[datetime] = field(default_factory=list)

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
        return Tally(counts, dict(self.headlines), dict(self.left_out), self.recent, dict(self.waits),
                     min(self.times, default=None))


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
