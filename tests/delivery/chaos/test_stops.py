"""Pauses, cancellations, unsubscribes and erasures under running workers: nothing begins after one.

The workers take their time between their last look and the write, so that many a stop comes in between.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import cycle
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.actions import suppress
from tcma.base import clock
from tcma.base.db import transaction
from tcma.delivery import actions
from tcma.delivery.models import Attempt, Message
from tcma.rights.actions.erasing import erase
from tests.delivery.chaos.conftest import CLAIM, MakeStepOf
from tests.delivery.chaos.crew import Crew, ends_of
from tests.delivery.chaos.figures import CHAOS
from tests.delivery.chaos.ground import Ground

WORKERS = 8 if CHAOS else 3
STEPS = 20 if CHAOS else 4
CLAIMS = 12 if CHAOS else 4  # of each step


@dataclass(frozen=True)
class Stopped:
    """These mails, from a moment of the database's clock that was read last before the commit; until another."""

    how: str
    messages: frozenset[UUID]
    since: datetime
    until: datetime | None = None
    steps: tuple[UUID, ...] = ()


def _of(session: Session, steps: Sequence[UUID], addr_key: str | None = None) -> frozenset[UUID]:
    rows = select(Message.id).where(Message.step_id.in_(steps))
    return frozenset(session.scalars(rows if addr_key is None else rows.where(Message.addr_key == addr_key)))


def _database_time(session: Session) -> datetime:
    moment: datetime = session.scalars(select(func.clock_timestamp())).one()
    return moment


class Stopping:
    """Something or somebody is stopped, each time another."""

    def __init__(self, steps: Sequence[UUID]) -> None:
        self._steps, self._chance = list(steps), random.Random(3)
        self._turns = cycle(("pause", "unsubscribe", "erase", "unsubscribe", "go on", "unsubscribe", "cancel"))
        self.done: list[Stopped] = []
        with transaction() as session:
            waiting = select(Message.addr_key).where(Message.step_id.in_(steps), Message.state == "queued")
            self._people = sorted(session.scalars(waiting))
        self._chance.shuffle(self._people)
        self._cancelled = 0
        self._paused: Stopped | None = None

    def one(self) -> None:
        how = next(self._turns)
        if how == "cancel" and self._cancelled < len(self._steps) // 2:
            self._cancelled += 1
            self._cancel(self._steps[self._cancelled])
        elif how == "pause":
            self._pause()
        elif how == "go on":
            self.go_on()
        elif self._people:
            self._leave(self._people.pop(), gone=how == "erase")

    def _pause(self) -> None:
        """What is on its way just now, if anything is."""
        with transaction() as session:
            claimed = select(Message.step_id).where(Message.state == "claimed").limit(1)
            step_id = session.scalar(claimed) or self._chance.choice(self._steps)
            actions.hold(session, [step_id], reason="paused", now=clock.now(session))
            self._paused = Stopped("pause", _of(session, [step_id]), _database_time(session), steps=(step_id,))

    def go_on(self) -> None:
        """With what was paused; the time between is what nothing of it begins in."""
        paused, self._paused = self._paused, None
        if paused is not None:
            with transaction() as session:
                self.done.append(replace(paused, until=_database_time(session)))
                actions.release(session, paused.steps)

    def _cancel(self, step_id: UUID) -> None:
        with transaction() as session:
            actions.cancel(session, [step_id], reason="stopped", now=clock.now(session))
            self.done.append(Stopped("cancel", _of(session, [step_id]), _database_time(session)))

    def _leave(self, addr_key: str, *, gone: bool) -> None:
        with transaction() as session:
            messages = _of(session, self._steps, addr_key)
            if gone:
                erase(session, addr_key, now=clock.now(session))
            else:
                suppress(session, scope="global", partner_id=None, addr_key=addr_key, reason="unsubscribed",
                         now=clock.now(session))  # fmt: skip
            self.done.append(Stopped("erase" if gone else "unsubscribe", messages, _database_time(session)))


def test_nothing_begins_after_the_commit_of_a_stop(hands: Crew, ground: Ground, make_step_of: MakeStepOf) -> None:
    steps = [make_step_of(CLAIMS * CLAIM) for _ in range(STEPS)]
    stopping = Stopping(steps)
    between = sorted({line for line in hands.warm if line.function == "_attempted"})  # between the look and the write
    crew = [hands.start("work", tuple(steps), 20.0, slow=between[number % len(between)]) for number in range(WORKERS)]

    def meanwhile() -> None:
        if ground.open(steps):
            stopping.one()
        else:
            stopping.go_on()

    ends_of(crew, meanwhile, every=0.01)
    stopping.go_on()
    ground.settle(steps)
    with transaction() as session:
        begun = session.execute(select(Attempt.message_id, Attempt.begun_at)).all()
    for stop in stopping.done:
        after = [at for message_id, at in begun if message_id in stop.messages and stop.since < at
                 and (stop.until is None or at < stop.until)]  # fmt: skip
        assert not after, f"begun after {stop.how} at {stop.since}: {after}"
    counts = ground.look(steps)
    assert counts["accepted"], "it went on meanwhile"
    assert counts["cancelled"], "and some of it was stopped"
    assert {stop.how for stop in stopping.done} == {"pause", "unsubscribe", "erase", "cancel"}
