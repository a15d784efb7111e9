"""Two partners, one account, the same instant."""

from collections.abc import Callable, Sequence
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tcma.base.access import Actor
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.deals import actions
from tcma.deals.actions import Lock, lock_account
from tcma.deals.models import Registration
from tcma.deals.queries import verify_log
from tests.deals.world import NOW, World, build, claimed
from tests.racing import race


def submissions(world: World, lock: Callable[[Barrier], Lock]) -> list[str]:
    """Both drafts are sent on two connections at once; the rules they got."""
    start = Barrier(2, timeout=10)
    drafts = [
        (actions.register(world.session, actor=actor, claim=claimed(), now=NOW).id, actor)
        for actor in (world.alice, world.charlie)
    ]
    world.session.commit()

    def send(draft: UUID, actor: Actor) -> Callable[[], None]:
        def step() -> None:
            with transaction() as session:
                actions.submit(session, registration_id=draft, actor=actor, now=NOW, lock=lock(start))

        return step

    race([send(*draft) for draft in drafts])
    query = select(Registration.decision_rule).where(Registration.id.in_([draft for draft, _ in drafts]))
    return sorted(world.session.scalars(query))


@pytest.mark.parametrize("again", range(5))
def test_of_two_submissions_at_the_same_instant_exactly_one_is_first(
    session: Session, database: Engine, again: int
) -> None:
    def together(start: Barrier) -> Lock:
        def lock(session: Session, identities: Sequence[str]) -> None:
            start.wait()  # both are in their transactions now
            lock_account(session, identities)

        return lock

    assert submissions(build(session), together) == ["10/1", "4/1"]


def test_without_the_lock_both_would_be_first(session: Session, database: Engine) -> None:
    """The twin that shows what the lock is for."""

    def no_lock(start: Barrier) -> Lock:
        return lambda session, identities: [start.wait()].clear()

    assert submissions(build(session), no_lock) == ["10/1", "10/1"]


def test_approval_and_recall_at_the_same_instant_end_in_one_state_with_a_whole_log(
    session: Session, database: Engine
) -> None:
    world = build(session)
    first, second = world.registered(world.alice), world.registered(world.charlie)
    session.commit()
    outcomes: list[str] = []

    def attempt(name: str, step: Callable[[Session], object]) -> Callable[[], None]:
        def run() -> None:
            try:
                with transaction() as own:
                    step(own)
                outcomes.append(name)
            except Refusal:  # who comes second; which of them that is, the test looks at
                outcomes.append("refused")

        return run

    race(
        [
            attempt("approved", lambda s: actions.approve(s, registration_id=first.id, actor=world.vera, now=NOW)),
            attempt("recalled", lambda s: actions.recall(s, registration_id=first.id, actor=world.alice, now=NOW)),
            attempt("recalled", lambda s: actions.recall(s, registration_id=second.id, actor=world.charlie, now=NOW)),
        ]
    )
    session.expire_all()
    state = session.get_one(Registration, first.id).state
    assert state in ("approved", "recalled")
    assert outcomes.count("refused") >= 1
    assert verify_log(session) == []
