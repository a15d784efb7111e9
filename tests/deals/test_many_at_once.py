"""Many partners claim one account at the same instant, each on a connection of its own."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tcma.base.access import Actor, Role
from tcma.deals import actions
from tcma.deals.actions import Lock, lock_account
from tcma.deals.models import Account, Registration
from tcma.deals.queries import verify_log
from tests.deals.world import NOW, build, claimed, partner, person
from tests.racing import PATIENCE, race

# `make bench-race`: fifty partners, 50 times in a row.
PARTNERS, AGAIN = (50, 50) if os.environ.get("TCMA_RACE") else (8, 1)


def send_all(session: Session, engine: Engine, lock: Callable[[Barrier], Lock], many: int) -> Counter[str]:
    """Everyone's draft is sent in the same instant. How often each rule answered."""
    build(session)
    drafts = []
    for number in range(many):
        firm = partner(session, f"firm-{number}")
        actor = person(session, f"Someone{number}", Role.PARTNER_ADMIN, firm)
        claim = claimed(contact_email=f"sara{number}@alnoor.example")
        drafts.append((actions.register(session, actor=actor, claim=claim, now=NOW).id, actor))
    session.commit()
    start = Barrier(many, timeout=PATIENCE)

    def send(draft: UUID, actor: Actor) -> Callable[[], None]:
        def step() -> None:
            with Session(engine) as own, own.begin():
                actions.submit(own, registration_id=draft, actor=actor, now=NOW, lock=lock(start))

        return step

    race([send(*draft) for draft in drafts])
    return Counter(session.scalars(select(Registration.decision_rule).order_by(Registration.submitted_at)))


def together(start: Barrier) -> Lock:
    def lock(session: Session, identities: Sequence[str]) -> None:
        start.wait()  # all are in their transactions now
        lock_account(session, identities)

    return lock


@pytest.mark.parametrize("again", range(AGAIN))
def test_of_many_submissions_at_the_same_instant_exactly_one_is_first(
    session: Session, connections: Engine, again: int
) -> None:
    assert send_all(session, connections, together, PARTNERS) == {"10/1": 1, "4/1": PARTNERS - 1}
    times = session.scalars(select(Registration.submitted_at).order_by(Registration.submitted_at)).all()
    assert len(set(times)) == PARTNERS
    assert session.scalars(select(Account.name)).all() == ["Al Noor Clinics"]
    assert verify_log(session) == []


def test_without_the_lock_several_would_be_first(session: Session, connections: Engine) -> None:
    """The twin that shows what the lock is for."""

    def no_lock(start: Barrier) -> Lock:
        return lambda session, identities: [start.wait()].clear()

    assert send_all(session, connections, no_lock, 5)["10/1"] > 1
