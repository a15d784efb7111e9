"""I3: no attempt begins after the commit of a pause, a cancellation or an unsubscribe. With the lock, and without."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.actions import suppress
from tcma.base import clock
from tcma.base.db import transaction
from tcma.delivery import actions
from tcma.delivery.actions import Claim
from tcma.delivery.models import Attempt
from tcma.rights.actions import erasing
from tests.delivery.conftest import MakeStep
from tests.delivery.interleaving import Stage
from tests.delivery.world import claimed, counted, database_time

Stop = Callable[[Session, UUID], object]
LOOKED = r"FROM suppressions"  # the last thing a beginning looks at before it writes

SHARE = r" FOR SHARE\b"
ADDRESS = r"pg_advisory_xact_lock(_shared)?"
# The beginning's own look at its rows: claimed still, and under this claim.
CLAIM = (
    r"(?<=WHERE )messages\.claim_id = \S+ AND messages\.state = \S+ AND messages\.lease_until > \S+ AND "
    r"(?=messages\.id = given\.message_id)"
)
# And that they still are this person's.
KEY = r" AND messages\.addr_key = given\.addr_key"


def pause(session: Session, step_id: UUID) -> None:
    actions.hold(session, [step_id], reason="paused", now=clock.now(session))


def cancel(session: Session, step_id: UUID) -> None:
    actions.cancel(session, [step_id], reason="stopped", now=clock.now(session))


def unsubscribe(session: Session, step_id: UUID) -> None:
    for number in range(3):
        suppress(session, scope="global", partner_id=None, addr_key=f"person{number}@example.com",
                 reason="unsubscribed", now=clock.now(session))


def erase(session: Session, step_id: UUID) -> None:
    for number in range(3):
        erasing.erase(session, f"person{number}@example.com", now=clock.now(session))


STOPS: dict[Stop, tuple[tuple[str, ...], dict[str, int]]] = {
    pause: ((SHARE,), {"queued": 3}),
    cancel: ((SHARE, CLAIM), {"cancelled": 3}),  # either of its two guards is enough
    unsubscribe: ((ADDRESS,), {"skipped": 3}),
    erase: ((ADDRESS, CLAIM, KEY), {"cancelled": 3}),  # any of its three guards is enough
}
every_stop = pytest.mark.parametrize("stop", STOPS)


def beginning(claim: Claim) -> Callable[[Session], object]:
    return lambda session: actions.begin(session, claim_id=claim.id, lease=300, now=clock.now(session))


def begun_after(moment: object) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).where(Attempt.begun_at > moment)) or 0


@every_stop
def test_a_stop_waits_for_what_is_beginning_and_nothing_begins_after_it(
    stage: Stage, make_step: MakeStep, stop: Stop
) -> None:
    step_id = make_step()
    begins = stage.start(beginning(claimed(step_id)), until=LOOKED)
    stops = stage.start(lambda session: stop(session, step_id))
    assert (begins.settled(), stops.settled()) == ("stands", "waits")
    assert begins.end()
    stops.end()
    assert begun_after(database_time()) == 0
    assert counted(step_id) == {"sending": 3}


@every_stop
def test_without_the_lock_mails_begin_after_the_stop(stage: Stage, make_step: MakeStep, stop: Stop) -> None:
    step_id = make_step()
    with stage.without(*STOPS[stop][0]):
        begins = stage.start(beginning(claimed(step_id)), until=LOOKED)
        stops = stage.start(lambda session: stop(session, step_id))
        assert stops.settled() == "ended"
        stopped_at = database_time()
        assert begins.end()
    assert begun_after(stopped_at) == 3


@every_stop
def test_what_begins_during_a_stop_waits_for_it_and_sees_it(stage: Stage, make_step: MakeStep, stop: Stop) -> None:
    step_id = make_step()
    claim = claimed(step_id)
    stops = stage.start(lambda session: stop(session, step_id), until="")
    begins = stage.start(beginning(claim))
    assert (stops.settled(), begins.settled()) == ("stands", "waits")
    stops.end()
    assert begins.end() is None
    assert begun_after(database_time()) == 0
    assert counted(step_id) == STOPS[stop][1]


@pytest.mark.parametrize("stop", [pause, unsubscribe])
def test_without_the_lock_what_begins_during_a_stop_does_not_see_it(
    stage: Stage, make_step: MakeStep, stop: Stop
) -> None:
    step_id = make_step()
    claim = claimed(step_id)
    with stage.without(*STOPS[stop][0]):
        stops = stage.start(lambda session: stop(session, step_id), until="")
        begins = stage.start(beginning(claim), until=LOOKED)
        stops.end()
        stopped_at = database_time()
        assert begins.end()
    assert begun_after(stopped_at) == 3


@pytest.mark.parametrize("guard", [SHARE, CLAIM])
def test_either_guard_alone_keeps_a_cancelled_step_from_beginning(
    stage: Stage, make_step: MakeStep, guard: str
) -> None:
    step_id = make_step()
    with stage.without(guard):
        begins = stage.start(beginning(claimed(step_id)), until=LOOKED)
        stops = stage.start(lambda session: cancel(session, step_id))
        begins.end()
        stops.end()
    assert begun_after(database_time()) == 0
