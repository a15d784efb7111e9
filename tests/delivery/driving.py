"""The machine as hypothesis drives it: workers that work, hang, die and wake, an SES of its own, people who decide.

What SES really took is known here and to nobody else, so that after every step it can be asked what the database
believes, and the nine invariants with it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress as suppressing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection, text, update
from sqlalchemy.orm import Session

from tcma.audiences.actions import suppress
from tcma.base import clock
from tcma.base.access import Role
from tcma.base.db import new_id, transaction
from tcma.base.errors import Refusal
from tcma.composing.models import Composition
from tcma.delivery import actions
from tcma.delivery.models import Step
from tcma.delivery.ports import Answer, Batch
from tcma.delivery.queries.invariants import look_at_all
from tcma.delivery.rules import OPEN, Outcome, Policy
from tcma.partners.models import Person
from tcma.rights.actions.erasing import erase
from tests import cast
from tests.delivery.conftest import a_composition, a_partner, person
from tests.delivery.events import NAMES, apply, event, stored

PEOPLE = 4
SUBJECT = "Hello"
PASSING = "UPDATE {table} SET {column} = {column} - make_interval(secs => :seconds)"
CLOCKED = (
    ("messages", "lease_until"), ("messages", "not_before"), ("attempts", "begun_at"), ("steps", "stopped_at"),
    ("suppressions", "written_at"),
)  # fmt: skip
Thing = TypeVar("Thing")
some = st.integers(0, 1_000)
addresses = st.sampled_from([f"person{n}@example.com" for n in range(PEOPLE)])


def pick(things: Sequence[Thing], number: int) -> Thing:
    return things[number % len(things)]


@dataclass
class Known:
    """What is true, whatever the database believes."""

    taken: set[UUID] = field(default_factory=set)  # attempts that SES accepted
    requests: Counter[UUID] = field(default_factory=Counter)  # how often an attempt was part of a request
    to: dict[UUID, str] = field(default_factory=dict)  # attempt -> address
    message: dict[UUID, UUID] = field(default_factory=dict)  # attempt -> message
    stopped: set[UUID] = field(default_factory=set)  # steps that are paused or cancelled
    no: set[str] = field(default_factory=set)  # addresses that want no marketing
    night: bool = False  # quiet hours are all day, or there are none
    never: set[str] = field(default_factory=set)  # addresses to which nothing goes any more


class Driving(RuleBasedStateMachine):
    """`connection` is one that is rolled back; each example begins and ends with a savepoint of its own."""

    connection: Connection

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = self.connection.begin_nested()
        self.known = Known()
        self.claims: list[actions.Claim] = []
        self.hands: list[Batch] = []  # begun, and not called yet
        self.answers: list[Mapping[UUID, Answer]] = []  # called, and not recorded yet
        self.receipts: list[UUID] = []  # stored, and not applied yet
        self.unreaped = 0.0  # minutes since the reaper came by
        with transaction() as session:
            now = clock.now(session)
            cast.programme(session)
            partner = a_partner(session, now, slug=f"p{str(new_id())[-8:]}")
            self.actor = cast.actor(self._marketer(session, partner.id))
            composition = a_composition(session, partner.id, now, SUBJECT)
            self.policies = {
                actions.schedule(
                    session, partner_id=partner.id, origin="launch", origin_id=new_id(), policy=policy, due_at=now,
                    sender="Partner <p@northgate.example>", contents={"en": composition},
                ).id: policy
                for policy in (Policy.AT_MOST_ONCE, Policy.AT_MOST_ONCE, Policy.AT_LEAST_ONCE)
            }  # fmt: skip
        self.steps = list(self.policies)
        for number in range(len(self.steps)):
            self.plan(number, PEOPLE)

    @staticmethod
    def _marketer(session: Session, partner_id: UUID) -> Person:
        email = f"{new_id()}@partner.example"
        return cast.person(session, email=email, partner_id=partner_id, role=Role.PARTNER_MARKETER)

    def teardown(self) -> None:
        try:
            self.come_to_an_end()
        finally:
            self.savepoint.rollback()

    # the way of a mail

    @rule(which=some, people=st.integers(1, PEOPLE))
    def plan(self, which: int, people: int) -> None:
        with transaction() as session:
            step, now = session.get_one(Step, pick(self.steps, which)), clock.now(session)
            if step.cancelled_at is None and step.finished_at is None:
                actions.plan(session, step=step, recipients=map(person, range(people)), now=now)
                actions.finish_planning(session, step=step, now=now)

    @rule(which=some, size=st.integers(1, PEOPLE))
    def claim(self, which: int, size: int) -> None:
        with transaction() as session:
            found = actions.claim(session, step_id=pick(self.steps, which), size=size, lease=60)
        if found:
            self.claims.append(found)

    @precondition(lambda self: self.claims)
    @rule(which=some)
    def give_back(self, which: int) -> None:
        with transaction() as session:
            actions.give_back(session, pick(self.claims, which).id)

    @precondition(lambda self: self.claims)
    @rule(which=some)
    def begin(self, which: int) -> None:
        """By who claimed it, in time or woken after an hour; perhaps for the second time."""
        claim = pick(self.claims, which)
        with transaction() as session:
            begun = actions.begin(session, claim_id=claim.id, lease=300, now=clock.now(session))
            if begun is None:
                return
            batch = actions.batch(session, begun, public_url="http://tcma.example")
        for attempt_id, message in begun.messages.items():
            self.known.to[attempt_id], self.known.message[attempt_id] = message.email, message.id
            assert begun.step.id not in self.known.stopped, "I3: it began after its step was stopped"
            assert begun.step.policy is Policy.AT_LEAST_ONCE or not self.known.night, "marketing began in quiet hours"
            refuses = self.known.never | (self.known.no if begun.step.policy is Policy.AT_MOST_ONCE else set())
            assert message.email not in refuses, "I3: it began after its reader said no"
        self.hands.append(batch)

    @precondition(lambda self: self.hands)
    @rule(which=some, fates=st.lists(st.sampled_from(list(Outcome)[:4]), min_size=PEOPLE, max_size=PEOPLE),
          taken=st.booleans(), cut=st.sampled_from(["", "", "", "Later", "Never", "Lost"]))  # fmt: skip
    def call(self, which: int, fates: list[Outcome], taken: bool, cut: str) -> None:
        """SES takes entries, refuses them, puts them off; what it says of them comes back, or is lost."""
        batch = self.hands.pop(which % len(self.hands))
        assert (batch.subject, batch.html) == (SUBJECT, f"<p>{SUBJECT}</p>"), "I8: it is what was approved"
        whole = {"Later": Outcome.RETURNED, "Never": Outcome.REFUSED, "Lost": Outcome.UNKNOWN}
        answers = {}
        for entry, fate in zip(batch.entries, fates, strict=False):
            outcome = whole.get(cut, fate)
            self.known.requests[entry.attempt_id] += 1
            if outcome is Outcome.ACCEPTED or (outcome is Outcome.UNKNOWN and taken):
                self.known.taken.add(entry.attempt_id)
            answers[entry.attempt_id] = Answer(outcome, f"ses-{entry.attempt_id}" * (outcome is Outcome.ACCEPTED))
        self.answers.append(answers)

    @rule(which=some, size=st.integers(1, PEOPLE), taken=st.booleans(), late=st.booleans(),
          fates=st.lists(st.sampled_from([Outcome.ACCEPTED, Outcome.UNKNOWN, Outcome.UNKNOWN]), min_size=PEOPLE,
                         max_size=PEOPLE))  # fmt: skip
    def work(self, which: int, size: int, taken: bool, late: bool, fates: list[Outcome]) -> None:
        """A whole batch, as a worker does it who is not disturbed; only that answers may get lost."""
        self.claim(which, size)
        if self.claims:
            self.begin(-1)
        if self.hands:
            self.call(-1, fates, taken, "")
        if self.answers and not late:
            self.record(-1, again=False)

    @precondition(lambda self: self.hands)
    @rule(which=some)
    def come_too_late_to_call(self, which: int) -> None:
        batch = self.hands.pop(which % len(self.hands))
        with transaction() as session:
            claim_id = session.scalar(
                text("SELECT claim_id FROM attempts WHERE id = :id"), {"id": batch.entries[0].attempt_id}
            )
            actions.abort(session, claim_id)

    @precondition(lambda self: self.answers)
    @rule(which=some, again=st.booleans())
    def record(self, which: int, again: bool) -> None:
        answers = pick(self.answers, which)
        if not again:
            self.answers.remove(answers)
        with transaction() as session:
            actions.record(session, answers, now=clock.now(session))

    @precondition(lambda self: self.claims or self.hands or self.answers)
    @rule(which=some)
    def kill_a_worker(self, which: int) -> None:
        holding: list[list[object]] = [one for one in (self.claims, self.hands, self.answers) if one]  # type: ignore[misc]  # mypy does not infer it
        held = pick(holding, which)
        held.pop(which % len(held))

    @rule(minutes=st.sampled_from([0.5, 1.1, 2.1, 5.1, 16]))
    def let_time_pass(self, minutes: float) -> None:
        """For everything that runs by the database's clock; the reaper comes by, if a little late."""
        with transaction() as session:
            for table, column in CLOCKED:
                session.execute(text(PASSING.format(table=table, column=column)), {"seconds": minutes * 60})
        self.unreaped += minutes
        if self.unreaped > 1.5:
            self.reap()

    @rule()
    def reap(self) -> None:
        self.unreaped = 0.0
        with transaction() as session:
            actions.reap(session, now=clock.now(session))

    # what SES tells

    @precondition(lambda self: self.known.taken)
    @rule(which=some, kind=st.sampled_from([*NAMES, *["sent", "delivered"] * 4]), after=st.integers(0, 3),
          times=st.integers(1, 3))  # fmt: skip
    def hear_of(self, which: int, kind: str, after: int, times: int) -> None:
        attempt = pick(sorted(self.known.taken), which)
        body = event(attempt, self.known.to[attempt], kind, after=timedelta(minutes=after))
        self.receipts += [stored(body) for _ in range(times)]
        if kind in ("bounced", "complained"):
            self._about_to_be_refused = self.known.to[attempt]

    @precondition(lambda self: self.receipts)
    @rule(order=st.randoms(use_true_random=False), cut=st.integers(1, 6))
    def apply(self, order: object, cut: int) -> None:
        getattr(order, "shuffle")(self.receipts)  # noqa: B009  # hypothesis gives a Random
        some_of_them, self.receipts = self.receipts[:cut], self.receipts[cut:]
        apply(*some_of_them)
        with transaction() as session:
            rows = session.execute(text("SELECT addr_key FROM suppressions WHERE reason IN ('bounced', 'complained')"))
            self.known.never |= set(rows.scalars())

    # what people want

    @rule(which=some)
    def pause(self, which: int) -> None:
        step_id = pick(self.steps, which)
        with transaction() as session:
            actions.hold(session, [step_id], reason="paused", now=clock.now(session))
        if self._is(step_id, "held_at IS NOT NULL"):
            self.known.stopped.add(step_id)

    @rule(which=some)
    def resume(self, which: int) -> None:
        step_id = pick(self.steps, which)
        with transaction() as session:
            actions.release(session, [step_id])
        if not self._is(step_id, "cancelled_at IS NOT NULL OR held_at IS NOT NULL"):
            self.known.stopped.discard(step_id)

    @precondition(lambda self: len(self.known.taken) > 3)
    @rule(which=some)
    def cancel(self, which: int) -> None:
        step_id = pick(self.steps, which)
        with transaction() as session:
            actions.cancel(session, [step_id], reason="stopped", now=clock.now(session))
        self.known.stopped.add(step_id)

    @rule()
    def night_falls_or_it_is_morning(self) -> None:
        """All of the day is quiet from now on, or nothing of it, and what waited may leave."""
        self.known.night = not self.known.night
        hours = ("00:00", "23:59:59.999999") if self.known.night else (None, None)
        with transaction() as session:
            session.execute(text("UPDATE programme SET quiet_from = :begins, quiet_until = :ends"),
                            dict(zip(("begins", "ends"), hours, strict=True)))  # fmt: skip
            if not self.known.night:
                session.execute(text("UPDATE messages SET not_before = clock_timestamp() WHERE waits_for <> ''"))

    @rule(address=addresses)
    def unsubscribe(self, address: str) -> None:
        with transaction() as session:
            suppress(session, scope="global", partner_id=None, addr_key=address, reason="unsubscribed",
                     now=clock.now(session))  # fmt: skip
        self.known.no.add(address)

    @precondition(lambda self: len(self.known.taken) > 2)
    @rule(address=addresses)
    def erase(self, address: str) -> None:
        with transaction() as session:
            erase(session, address, now=clock.now(session))
        self.known.no.add(address)  # to come back needs a yes of their own

    @rule(which=some, act=st.sampled_from([actions.send_again, actions.send_again, actions.leave]))
    def decide(self, which: int, act: Callable[..., int]) -> None:
        """After a quarter of an hour, or nobody could."""
        self.let_time_pass(16)
        step_id, who = pick(self.steps, which), self.actor
        with transaction() as session:
            ids = session.scalars(text("SELECT id FROM messages WHERE step_id = :step"), {"step": step_id}).all()
            with suppressing(Refusal):
                act(session, ids[which % 3 :], actor=who, reason="A test decides.", now=clock.now(session))

    @rule(which=some, how=st.sampled_from(["cancel", "unsubscribe", "unsubscribe", "erase"]))
    def decide_and_think_better_of_it(self, which: int, how: str) -> None:
        """No answer, sent again, and before a worker comes by, something speaks against it."""
        self.work(which, PEOPLE, False, False, [Outcome.UNKNOWN] * PEOPLE)
        self.decide(which, actions.send_again)
        with transaction() as session:
            again = session.scalars(text(
                "SELECT email FROM messages WHERE step_id = :step AND state = 'queued' AND tries > 0 ORDER BY email"
            ), {"step": pick(self.steps, which)}).all()  # fmt: skip
        if again and how == "cancel":
            self.cancel(which)
        elif again:
            getattr(self, how)(pick(again, which))
        self.work(which, PEOPLE, True, False, [Outcome.ACCEPTED] * PEOPLE)

    @rule(which=some)
    def edit_what_was_approved(self, which: int) -> None:
        """Somebody writes to the database by hand: nothing begins, and the step can only be held."""
        step_id = pick(self.steps, which)
        self._edit("<p>Something else</p>")
        before = self._attempts()
        with transaction() as session:
            claim = actions.claim(session, step_id=step_id, size=PEOPLE, lease=60)
        if claim:
            try:
                with transaction() as session:
                    assert actions.begin(session, claim_id=claim.id, lease=300, now=clock.now(session)) is None
            except actions.ContentChanged:
                with transaction() as session:
                    actions.give_back(session, claim.id)
        assert self._attempts() == before, "I8: nothing but what was approved begins"
        self._edit(f"<p>{SUBJECT}</p>")

    # what has to be true

    @invariant()
    def nothing_breaks_the_promise(self) -> None:
        with transaction() as session:
            broken = {one.invariant: one.examples for one in look_at_all(session) if one.broken}
            assert not broken, broken
            rows = session.execute(text(
                "SELECT m.id, m.state, array_remove(array_agg(a.id), NULL), "
                "count(*) FILTER (WHERE a.outcome = 'superseded') FROM messages m "
                "LEFT JOIN attempts a ON a.message_id = m.id GROUP BY m.id"
            )).all()  # fmt: skip
            outcomes: dict[UUID, str] = dict(session.execute(text("SELECT id, outcome FROM attempts")).all())
        assert all(count == 1 for count in self.known.requests.values()), "I1: one request an attempt"
        for _, state, attempts, decisions in rows:
            out = [one for one in attempts if one in self.known.taken]
            assert len(out) <= 1 + decisions, "I1: more often than somebody decided"
            if state in ("skipped", "cancelled", "failed"):
                unseen = [one for one in out if outcomes[one] != "superseded"]
                assert not unseen, f"a mail that is out is called {state}"
            if state == "accepted":
                assert out, "I4: sent, and SES never took it"

    def come_to_an_end(self) -> None:
        """Everybody finishes, and nothing is left that is neither held nor ended."""
        while self.answers:
            self.record(0, again=False)
        if self.known.night:
            self.night_falls_or_it_is_morning()
        self.let_time_pass(16)
        for number in range(len(self.steps)):
            for _ in range(PEOPLE + 1):
                self.claim(number, PEOPLE)
                while self.claims:
                    self.begin(0)
                    self.claims.pop(0)
                while self.hands:
                    self.call(0, [Outcome.ACCEPTED] * PEOPLE, True, "")
                while self.answers:
                    self.record(0, again=False)
        self.let_time_pass(16)
        self.nothing_breaks_the_promise()
        with transaction() as session:
            open_ones = session.execute(text(
                "SELECT m.state FROM messages m JOIN steps s ON s.id = m.step_id "
                "WHERE m.state = ANY(:open) AND s.held_at IS NULL AND s.policy = 'at_most_once'"
            ), {"open": [state.value for state in OPEN]}).all()  # fmt: skip
        assert not open_ones, "I5: nothing is stuck"

    def _is(self, step_id: UUID, what: str) -> bool:
        with transaction() as session:
            found = session.scalar(text(f"SELECT {what} FROM steps WHERE id = :step"), {"step": step_id})
        return bool(found)

    def _attempts(self) -> int:
        with transaction() as session:
            return session.scalar(text("SELECT count(*) FROM attempts")) or 0

    def _edit(self, html: str) -> None:
        with transaction() as session:
            session.execute(update(Composition).values(html=html))
