"""The promise, asked of SES's own log and of the database: once each, nothing lost, nothing called what it isn't."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.delivery import queries
from tcma.delivery.models import Attempt, Message, Step
from tcma.delivery.rules import MessageState
from tcma.trial.ses.client import Simulator

PARTS = ("queued", "claimed", "sending", "accepted", "unconfirmed", "skipped", "cancelled", "failed", "expired")
SENDING = ("SendBulkEmail", "SendEmail")
MAY_BE_OUT = {MessageState.ACCEPTED, MessageState.UNCONFIRMED}


@dataclass(frozen=True)
class Wire:
    """Every sending call that reached SES, ended or not."""

    requests: Sequence[dict[str, Any]]

    @classmethod
    def of(cls, simulator: Simulator) -> "Wire":
        open_ones = simulator.under_way()  # first: what ends meanwhile is in both, and counts once
        entries = {entry["id"]: entry for entry in (*open_ones, *simulator.log())}
        return cls([entry for entry in entries.values() if entry["operation"] in SENDING])

    def messages(self, steps: Collection[UUID]) -> list[dict[str, Any]]:
        """The mails of these steps in all calls, whatever became of them."""
        wanted = {str(step_id) for step_id in steps}
        every = (message for entry in self.requests for message in entry["messages"])
        return [message for message in every if message["tags"].get("step") in wanted]


@dataclass(frozen=True)
class Found:
    """What became of the mails of some steps, by the wire and by the database."""

    states: Mapping[UUID, MessageState]  # of each message, as the database has it
    taken: Mapping[UUID | None, int]  # message -> how often SES accepted it
    addressed: Mapping[tuple[str, str], int]  # (step, recipient) -> the same, by what SES knows
    requested: Mapping[str, int]  # attempt -> how many requests it was a part of

    @property
    def twice(self) -> list[object]:
        """Who got a mail more often than once."""
        return [key for counts in (self.taken, self.addressed) for key, count in counts.items() if count > 1]

    @property
    def lost(self) -> list[UUID | None]:
        """What is called sent and is not, or is out and not called so; None for an attempt that nobody wrote down."""
        said = {one for one, state in self.states.items() if state is MessageState.ACCEPTED}
        out = [one for one in self.taken if one is None or self.states[one] not in MAY_BE_OUT]
        return [*out, *(said - set(self.taken))]


def found(session: Session, wire: Wire, steps: Collection[UUID]) -> Found:
    states = select(Message.id, Message.state).where(Message.step_id.in_(steps))
    attempts = select(Attempt.id, Attempt.message_id).join(Message, Message.id == Attempt.message_id)
    owner = {str(one): of for one, of in session.execute(attempts.where(Message.step_id.in_(steps)))}
    messages = wire.messages(steps)
    taken = [message for message in messages if message["status"] == "SUCCESS"]
    return Found(
        states=dict(session.execute(states).all()),
        taken=Counter(owner.get(message["tags"]["attempt"]) for message in taken),
        addressed=Counter((message["tags"]["step"], message["to"][0]) for message in taken),
        requested=Counter(message["tags"]["attempt"] for message in messages),
    )


def kept(session: Session, wire: Wire, steps: Collection[UUID]) -> Found:
    """One acceptance a step and recipient, one request an attempt, as the database has it."""
    seen = found(session, wire, steps)
    assert not seen.twice, f"sent twice: {seen.twice}"
    assert not [one for one, count in seen.requested.items() if count > 1], "an attempt is part of one request"
    assert not seen.lost, f"not as the database has it: {seen.lost}"
    broken = {one.invariant: one.examples for one in queries.look_at_all(session) if one.broken}
    assert not broken, f"the night's look would find: {broken}"
    return seen


def counts(session: Session, steps: Sequence[UUID]) -> dict[str, int]:
    """By state, after a look at the equation of each step: what was planned is all there."""
    for step_id in steps:
        parts = queries.counts(session, [step_id])
        assert session.get_one(Step, step_id).planned == sum(parts[part] for part in PARTS)
    return queries.counts(session, steps)
