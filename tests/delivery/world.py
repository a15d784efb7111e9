"""What the tests of delivery do to a step, and how they look at it. Everything is committed."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from tcma.base import clock
from tcma.base.db import transaction
from tcma.delivery import actions, queries
from tcma.delivery.jobs import deliver_batch
from tcma.delivery.models import Attempt, Message
from tcma.delivery.ports import Answer, Batch
from tcma.delivery.rules import Outcome
from tests.delivery.promise import PARTS


def counted(step_id: UUID) -> dict[str, int]:
    """Counts that are not zero, after a look at the equation."""
    with transaction() as session:
        found = queries.counts(session, [step_id])
    assert found["planned"] == sum(found[state] for state in PARTS)
    return {state: count for state, count in found.items() if count and state != "planned"}


def drain(step_id: UUID) -> None:
    while deliver_batch(step_id):
        pass


def raising(error: Exception) -> Callable[[Batch], list[Answer]]:
    def answer(batch: Batch) -> list[Answer]:
        raise error

    return answer


def rush(step_id: UUID) -> None:
    """Let what waits for its turn be due."""
    with transaction() as session:
        session.execute(
            update(Message).where(Message.step_id == step_id).values(not_before=func.clock_timestamp() - timedelta(1))
        )


def expire(step_id: UUID) -> None:
    with transaction() as session:
        session.execute(
            update(Message).where(Message.step_id == step_id, Message.lease_until.is_not(None))
            .values(lease_until=func.clock_timestamp() - timedelta(1))
        )


def reap() -> None:
    with transaction() as session:
        actions.reap(session, now=clock.now(session))


def claimed(step_id: UUID, size: int = 50) -> actions.Claim:
    with transaction() as session:
        claim = actions.claim(session, step_id=step_id, size=size, lease=60)
    assert claim is not None
    return claim


def begun(step_id: UUID) -> actions.Begun:
    with transaction() as session:
        claim = actions.claim(session, step_id=step_id, size=50, lease=60)
        assert claim is not None
        found = actions.begin(session, claim_id=claim.id, lease=300, now=clock.now(session))
        assert found is not None
        return found


def answered(attempt_ids: Sequence[UUID], outcome: Outcome) -> None:
    """Record this for each; accepted ones get an id of SES."""
    with transaction() as session:
        answers = {i: Answer(outcome, f"ses-{i}" * (outcome is Outcome.ACCEPTED)) for i in attempt_ids}
        actions.record(session, answers, now=clock.now(session))


def outcomes() -> list[str]:
    """How all attempts ended, in the order they began; 'open' for those that have not."""
    with transaction() as session:
        return [o.value if o else "open" for o in session.scalars(select(Attempt.outcome).order_by(Attempt.begun_at))]


def long_ago(minutes: int = 3) -> None:
    """Let all attempts have begun so long ago."""
    with transaction() as session:
        session.execute(update(Attempt).values(begun_at=func.clock_timestamp() - timedelta(minutes=minutes)))


def database_time() -> datetime:
    with transaction() as session:
        moment: datetime = session.scalars(select(func.clock_timestamp())).one()
        return moment
