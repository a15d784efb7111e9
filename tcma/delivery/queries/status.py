"""How the machine stands: what waits and since when, what is held, what the last look at the invariants found."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tcma.base.facts import Fact
from tcma.base.settings import VERSION
from tcma.delivery.models import Attempt, DeliveryCheck, DeliveryEvent, GuardHold, Message, Receipt, Step
from tcma.delivery.queries.holds import account_holds
from tcma.delivery.queries.invariants import Found
from tcma.delivery.rules import OPEN, EventKind, MessageState, Outcome


@dataclass(frozen=True)
class Waiting:
    """So many, the oldest for so many seconds; none for nothing."""

    number: int
    seconds: float | None


@dataclass(frozen=True)
class Standing:
    """The machine at a moment. Times are those of the database's clock."""

    due: Waiting  # mails that may leave now
    unplanned: Waiting  # steps whose time has come and that are not planned
    claimed: int
    sending: int
    unconfirmed: int
    receipts: Waiting
    facts: Waiting
    accepted_at: datetime | None  # the last mail that Amazon took
    bounced: int  # in the last 24 hours
    complained: int
    held_partners: int
    held_steps: dict[str, int]  # by reason, of those that are not over
    nothing_leaves: list[str]  # why, as 'paused' for the account or 'sender kestrel.example' for one partner


def standing(session: Session, *, now: datetime) -> Standing:
    """`now` is product time: steps are due by it."""
    running = (Step.held_at.is_(None), Step.cancelled_at.is_(None), Step.finished_at.is_(None))
    states = dict(
        session.execute(
            select(Message.state, func.count())
            .where(Message.state.in_((*OPEN, MessageState.UNCONFIRMED))).group_by(Message.state)
        ).all()
    )  # fmt: skip
    heard = dict(
        session.execute(
            select(DeliveryEvent.kind, func.count())
            .where(DeliveryEvent.kind.in_((EventKind.BOUNCED, EventKind.COMPLAINED)),
                   DeliveryEvent.at > now - timedelta(days=1))
            .group_by(DeliveryEvent.kind)
        ).all()
    )  # fmt: skip
    due = _waiting(
        session, Message.not_before, func.clock_timestamp(), Message.state == MessageState.QUEUED,
        Message.not_before <= func.clock_timestamp(), Message.step_id.in_(select(Step.id).where(*running)),
    )  # fmt: skip
    held = session.execute(
        select(Step.held_reason, func.count())
        .where(Step.held_at.is_not(None), Step.cancelled_at.is_(None), Step.finished_at.is_(None))
        .group_by(Step.held_reason)
    )
    return Standing(
        due=due,
        unplanned=_waiting(session, Step.due_at, now, Step.planned_at.is_(None), Step.due_at <= now, *running),
        claimed=states.get(MessageState.CLAIMED, 0),
        sending=states.get(MessageState.SENDING, 0),
        unconfirmed=states.get(MessageState.UNCONFIRMED, 0),
        receipts=_waiting(session, Receipt.received_at, func.clock_timestamp(), Receipt.applied_at.is_(None)),
        facts=_waiting(session, Fact.at, func.clock_timestamp(), Fact.delivered_at.is_(None)),
        # ids are in the order of time, so the last is found without a sort
        accepted_at=session.scalar(
            select(Attempt.ended_at).where(Attempt.outcome == Outcome.ACCEPTED).order_by(Attempt.id.desc()).limit(1)
        ),
        bounced=heard.get(EventKind.BOUNCED, 0),
        complained=heard.get(EventKind.COMPLAINED, 0),
        held_partners=session.scalar(select(func.count(GuardHold.id)).where(GuardHold.lifted_at.is_(None))) or 0,
        held_steps=dict(held.all()),
        nothing_leaves=[f"{hold.reason} {hold.subject}".rstrip() for hold in account_holds(session)],
    )


def _waiting(
    session: Session, since: InstrumentedAttribute[datetime], now: Any, *which: ColumnElement[bool]
) -> Waiting:
    number, seconds = session.execute(
        select(func.count(), func.extract("epoch", now - func.min(since))).where(*which)
    ).one()
    return Waiting(number, float(seconds) if seconds is not None else None)


def told(stands: Standing, found: Sequence[Found]) -> dict[str, Any]:
    """The same as JSON has it: times in ISO 8601, ages in seconds."""
    machine = asdict(stands) | {"accepted_at": stands.accepted_at.isoformat() if stands.accepted_at else None}
    return {
        "version": VERSION,
        **machine,
        "invariants": {
            one.invariant: {"broken": one.broken, "examples": [str(example) for example in one.examples]}
            for one in found
        },
    }


def last_look(session: Session) -> Sequence[DeliveryCheck]:
    """What was found when the invariants were looked at last, I1 to I9; empty before the first night."""
    last = select(DeliveryCheck.run_id).order_by(DeliveryCheck.at.desc()).limit(1).scalar_subquery()
    return session.scalars(
        select(DeliveryCheck).where(DeliveryCheck.run_id == last).order_by(DeliveryCheck.invariant)
    ).all()


def broken(session: Session) -> list[str]:
    """The invariants that the last look found broken."""
    return [one.invariant for one in last_look(session) if one.broken]

