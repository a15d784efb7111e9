"""The frequency cap is looked at once more when a mail begins: of two runs that meet, one goes."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.base.db import transaction
from tcma.delivery.models import Message, Step
from tcma.partners.models import Partner
from tests.delivery.conftest import MakeStep
from tests.delivery.interleaving import Stage
from tests.delivery.test_stopping import ADDRESS, beginning
from tests.delivery.world import claimed, counted, drain

LOOKED = r"FROM messages AS waiting"


def two_runs(make_step: MakeStep, *, a_week: int = 1, **second: object) -> tuple[UUID, UUID]:
    """Planned steps of two runs of one partner, to the same three people; `second` changes the second one."""
    one, other = make_step(), make_step()
    with transaction() as session:
        partner_id = session.scalars(select(Step.partner_id).where(Step.id == one)).one()
        session.execute(update(Step).where(Step.id == other).values(partner_id=partner_id, **second))
        session.execute(update(Message).where(Message.step_id == other).values(partner_id=partner_id))
        session.execute(update(Partner).where(Partner.id == partner_id).values(mails_per_week=a_week))
    return one, other


def reasons(step_id: UUID) -> set[str]:
    with transaction() as session:
        return set(session.scalars(select(Message.reason).where(Message.step_id == step_id)))


def test_who_had_enough_since_the_planning_is_left_out_with_the_reason(make_step: MakeStep) -> None:
    one, other = two_runs(make_step)
    drain(one)
    drain(other)
    assert (counted(one), counted(other), reasons(other)) == ({"accepted": 3}, {"skipped": 3}, {"often"})


def test_a_higher_limit_lets_the_second_run_through(make_step: MakeStep) -> None:
    one, other = two_runs(make_step, a_week=2)
    drain(one)
    drain(other)
    assert (counted(one), counted(other)) == ({"accepted": 3}, {"accepted": 3})


def test_what_people_asked_for_and_tests_ignore_the_cap(make_step: MakeStep) -> None:
    for second in ({"service": True}, {"origin": "test"}, {"policy": "at_least_once"}):
        one, other = two_runs(make_step, **second)
        drain(one)
        drain(other)
        assert counted(other) == {"accepted": 3}, second


def test_the_steps_of_one_run_do_not_hold_each_other_back(make_step: MakeStep) -> None:
    one, other = two_runs(make_step)
    with transaction() as session:
        run = session.scalars(select(Step.origin_id).where(Step.id == one)).one()
        session.execute(update(Step).where(Step.id == other).values(origin_id=run))
    drain(one)
    drain(other)
    assert (counted(one), counted(other)) == ({"accepted": 3}, {"accepted": 3})


def meeting(stage: Stage, one: UUID, other: UUID) -> list[str]:
    """Both begin at once, and the second while the first has looked and not committed. Returns what became of it."""
    first, second = claimed(one), claimed(other)
    begins = stage.start(beginning(first), until=LOOKED)
    later: Callable[[Session], object] = beginning(second)
    meets = stage.start(later)
    stood = meets.settled()
    begins.end()
    meets.end()
    return [stood, *counted(one), *counted(other)]


def test_of_two_runs_that_begin_at_once_the_second_waits_and_sees_the_first(stage: Stage, make_step: MakeStep) -> None:
    assert meeting(stage, *two_runs(make_step)) == ["waits", "sending", "skipped"]


def test_without_the_lock_both_would_go(stage: Stage, make_step: MakeStep) -> None:
    runs = two_runs(make_step)
    with stage.without(ADDRESS):
        assert meeting(stage, *runs) == ["ended", "sending", "sending"]
