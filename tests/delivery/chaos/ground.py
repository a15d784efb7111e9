"""The ground under the workers: steps, a bad day at SES, what moves on what they left, and the look at the end."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from tcma.base import clock
from tcma.base.access import Role
from tcma.base.db import new_id, transaction
from tcma.delivery import actions
from tcma.delivery.jobs import any_receipts, apply_receipts, deliver_batch, reap
from tcma.delivery.models import Message, SendingHold, Step
from tcma.delivery.rules import OPEN, MessageState
from tcma.trial.ses import RunningSimulator
from tcma.trial.ses.events import event
from tests import cast
from tests.delivery import promise
from tests.delivery.chaos.figures import FIGURES
from tests.delivery.events import stored
from tests.delivery.promise import Wire
from tests.delivery.world import long_ago

PATIENCE = 60.0  # seconds, for a test that is broken
# A third of the calls is refused, fails or is reset, before or after it was accepted; some are silent for too long.
BAD_DAY = {"random_calls": 0.3, "hang_before": 2, "hang_after": 2, "hang_seconds": 0.8}


class Ground:
    """One test's simulator and database, seen from a process that is not struck."""

    def __init__(self, simulator: RunningSimulator) -> None:
        self.simulator = simulator

    def move_on(self, steps: Sequence[UUID]) -> None:
        """No lease lasts, nothing waits for its turn, no hold stands, and the reaper comes by."""
        past = func.clock_timestamp() - timedelta(hours=1)
        mine = Message.step_id.in_(steps)
        with suppress(OperationalError):  # a deadlock with a worker: they go on
            with transaction() as session:
                waiting = update(Message).where(mine, Message.state == MessageState.QUEUED)
                session.execute(waiting.values(not_before=past))
                session.execute(update(Message).where(mine, Message.lease_until.is_not(None)).values(lease_until=past))
                session.execute(
                    update(SendingHold).where(SendingHold.ended_at.is_(None)).values(ended_at=func.clock_timestamp())
                )
            reap()

    def settle(self, steps: Sequence[UUID]) -> None:
        """Others deliver what is left, on a good day, until every mail has ended."""
        self.simulator.clear_faults()
        self.until(lambda: not self.simulator.under_way(), "what is on its way at SES")
        deadline = time.monotonic() + PATIENCE
        while self.open(steps):
            assert time.monotonic() < deadline, f"stuck: {self.counts(steps)}"
            self.move_on(steps)
            for step_id in steps:
                while deliver_batch(step_id):
                    pass
        self.move_on(steps)

    def decide(self, steps: Sequence[UUID]) -> None:
        """A quarter of an hour later, somebody has what got no answer sent again."""
        long_ago(16)
        with transaction() as session:
            step = session.get_one(Step, steps[0])
            who = cast.person(session, email=f"{new_id()}@partner.example", partner_id=step.partner_id,
                              role=Role.PARTNER_MARKETER)  # fmt: skip
            silent = Message.state == MessageState.UNCONFIRMED
            ids = session.scalars(select(Message.id).where(Message.step_id.in_(steps), silent)).all()
            actions.send_again(session, ids, actor=cast.actor(who), reason="A test.", now=clock.now(session))

    def open(self, steps: Sequence[UUID]) -> bool:
        """Whether any of their mails has not ended."""
        open_ones = select(Message.id).where(Message.step_id.in_(steps), Message.state.in_(OPEN)).limit(1)
        with transaction() as session:
            return session.scalar(open_ones) is not None

    def counts(self, steps: Sequence[UUID]) -> dict[str, int]:
        with transaction() as session:
            return promise.counts(session, steps)

    def look(self, steps: Sequence[UUID]) -> dict[str, int]:
        """The promise is kept; then SES tells of what it took, and all of that is healed. Returns the counts before."""
        wire, before = Wire.of(self.simulator), self.counts(steps)
        with transaction() as session:
            seen = promise.found(session, wire, steps)
        FIGURES.taken += len(seen.taken)
        FIGURES.twice += len(seen.twice)
        FIGURES.lost += len(seen.lost)
        FIGURES.unconfirmed += before["unconfirmed"]
        with transaction() as session:
            promise.kept(session, wire, steps)
        self.tell(steps)
        after = self.counts(steps)
        FIGURES.healed += before["unconfirmed"] - after["unconfirmed"]
        assert after["accepted"] == len(seen.taken), "what SES tells of is healed"
        with transaction() as session:
            promise.kept(session, wire, steps)
        return before

    def tell(self, steps: Sequence[UUID]) -> None:
        """What SES has to tell of its mails arrives."""
        office, wanted = self.simulator.office, {str(step_id) for step_id in steps}
        for mail in (office.mails[number] for number in range(len(office.mails))):
            if mail.tags["step"] in wanted:
                stored(event(mail, mail.steps[0], office.options))
        while self._waiting():
            apply_receipts()

    @staticmethod
    def _waiting() -> list[str]:
        with transaction() as session:
            return any_receipts(session)

    @staticmethod
    def until(holds: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}"
            time.sleep(0.01)

