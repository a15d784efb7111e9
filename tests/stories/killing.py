"""A programme under load whose workers are killed: what the database knows, what SES saw, and the equation of both.

Workers are frozen (SIGSTOP), looked at in the database, and then killed, so that it is known what each of them held.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from tcma.base import clock
from tcma.base.db import new_id
from tcma.delivery import actions
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Attempt, Message, Receipt, Step
from tcma.delivery.rules import MessageState, Policy
from tcma.trial.ses.client import Simulator
from tcma.trial.supervisor import Programme
from tests.delivery import promise
from tests.delivery.conftest import a_composition, a_partner
from tests.delivery.promise import Wire

PATIENCE = 120.0  # seconds, for a test that is broken or a machine that has much else to do


class Held(NamedTuple):
    """How many of the killed workers held rows that were claimed, and how many stood between begin and answer."""

    claimed: int
    sending: int


class Field:
    """One programme, its database and its simulator."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._sessions = sessionmaker(create_engine(programme.settings["DATABASE_URL"]), expire_on_commit=False)
        self.simulator = Simulator(programme.simulator_url)
        self._dead: set[UUID] = set()  # claims whose worker was killed

    def close(self) -> None:
        self._sessions.kw["bind"].dispose()

    @contextmanager
    def looking(self) -> Iterator[Session]:
        with self._sessions.begin() as session:
            yield session

    def launch(self, people: int, steps: int = 1, skipped: int = 0) -> list[UUID]:
        """A partner's mails, due now, in two languages; some people are left out of each."""
        with self.looking() as session:
            now = clock.now(session)
            partner = a_partner(session, now, slug=f"p{str(new_id())[-8:]}")
            contents = {tag: a_composition(session, partner.id, now, f"Hello in {tag}") for tag in ("en", "de")}
            made = []
            for position in range(steps):
                step = actions.schedule(
                    session, partner_id=partner.id, origin="launch", origin_id=partner.id, position=position,
                    policy=Policy.AT_MOST_ONCE, sender="Partner <p@northgate.example>", contents=contents, due_at=now,
                )
                everyone = (self._person(n, "unsubscribed" if n < skipped else "") for n in range(people + skipped))
                actions.plan(session, step=step, recipients=everyone, now=now)
                actions.finish_planning(session, step=step, now=now)
                made.append(step.id)
        return made

    @staticmethod
    def _person(number: int, skip: str) -> Recipient:
        email = f"person{number}@example.com"
        return Recipient(email, email, email, ("en", "de")[number % 2], {}, skip=skip)

    def counts(self, steps: list[UUID]) -> dict[str, int]:
        """By state, after a look at the equation of each step: what was planned is all there."""
        with self.looking() as session:
            return promise.counts(session, steps)

    def held(self) -> dict[MessageState, set[UUID]]:
        """The claims of living workers, by what their rows are in."""
        found: dict[MessageState, set[UUID]] = {MessageState.CLAIMED: set(), MessageState.SENDING: set()}
        with self.looking() as session:
            rows = session.execute(select(Message.claim_id, Message.state).where(Message.claim_id.is_not(None)))
            for claim_id, state in rows.unique():
                if claim_id is not None and claim_id not in self._dead:
                    found[state].add(claim_id)
        return found

    def kill_all(self, ready: Callable[[], bool]) -> Held:
        """SIGKILL to every worker, once `ready` and one of each kind holds something. Others run when it returns."""
        pids = self.programme.worker_pids()
        try:
            held = self._frozen(pids, ready)
        finally:
            for pid in pids:
                self.programme.kill_worker(pid)
        self._dead |= held[MessageState.CLAIMED] | held[MessageState.SENDING]
        for pid in pids:
            self.programme.wait_for_workers(without=pid, seconds=PATIENCE)
        return Held(len(held[MessageState.CLAIMED]), len(held[MessageState.SENDING]))

    def _frozen(self, pids: list[int], ready: Callable[[], bool]) -> dict[MessageState, set[UUID]]:
        """Stop them all and look; if they have moved on meanwhile, let them go, and again."""
        while True:
            self.until(ready, why="workers in the midst of their work")
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            held = self.held()
            if all(held.values()):
                return held
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def until(self, holds: Callable[[], Any], why: str = "") -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {why}"
            time.sleep(0.05)

    def finished(self, steps: list[UUID]) -> bool:
        """Every mail has ended, and everything SES told is applied."""
        with self.looking() as session:
            open_steps = session.scalar(select(func.count()).where(Step.id.in_(steps), Step.finished_at.is_(None)))
            waiting = session.scalar(select(func.count()).where(Receipt.applied_at.is_(None)))
        return not open_steps and not waiting and not self.simulator.status()["pending_events"]

    def wire(self) -> Wire:
        return Wire.of(self.simulator)

    def nobody_twice(self, steps: list[UUID]) -> None:
        """By SES's own log: one acceptance a step and recipient, one request an attempt, as the database has it."""
        with self.looking() as session:
            promise.kept(session, self.wire(), steps)

    def begun(self, steps: list[UUID]) -> dict[str, datetime]:
        """When each attempt of these steps began, by the database's clock."""
        with self.looking() as session:
            rows = session.execute(
                select(Attempt.id, Attempt.begun_at).join(Message, Message.id == Attempt.message_id)
                .where(Message.step_id.in_(steps))
            )
            return {str(attempt_id): at for attempt_id, at in rows}
