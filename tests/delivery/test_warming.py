"""A new domain sends no more in a day than it may, however many workers there are; the rest waits for the next day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from tcma.adapters.local import LocalMailer
from tcma.base import clock
from tcma.base.db import transaction
from tcma.delivery import actions
from tcma.delivery.actions.claim import due_steps
from tcma.delivery.models import Message
from tcma.delivery.ports import Later
from tcma.delivery.rules import Policy
from tcma.senders.actions.warming import end_warm_up, start_warm_up
from tcma.senders.models import WarmUp
from tests import cast
from tests.delivery.conftest import MakeStep
from tests.delivery.interleaving import Stage
from tests.delivery.test_stopping import beginning
from tests.delivery.world import claimed, counted, drain, raising, rush

DOMAIN = "northgate.example"
LOCK = r" FOR UPDATE(?=\s*$)"


def warm(level: int = 0) -> None:
    """The domain that these steps send from is new."""
    with transaction() as session:
        cast.programme(session)
        start_warm_up(session, DOMAIN, now=clock.now(session))
        session.execute(update(WarmUp).values(level=level))


def taken() -> int:
    with transaction() as session:
        return session.scalars(select(WarmUp.taken)).one()


def waits(step_id: UUID) -> set[tuple[str, datetime | None]]:
    with transaction() as session:
        return {(why, leaves) for why, leaves in session.execute(
            select(Message.waits_for, Message.leaves_at).where(Message.step_id == step_id, Message.state == "queued")
        )}  # fmt: skip


def test_the_first_day_is_fifty_and_the_rest_waits_for_tomorrow(make_step: MakeStep, mailer: LocalMailer) -> None:
    warm()
    step_id = make_step(70)
    drain(step_id)
    assert counted(step_id) == {"accepted": 50, "queued": 20}
    assert taken() == 50
    [(why, until)] = waits(step_id)
    assert why == "warm_up"
    with transaction() as session:
        assert due_steps(session) == []
        assert until is not None
        assert timedelta() < until - clock.now(session) <= timedelta(days=1)
    rush(step_id)  # as if it were due: still the same day
    drain(step_id)
    assert counted(step_id) == {"accepted": 50, "queued": 20}


def test_the_next_day_has_room_again(make_step: MakeStep, mailer: LocalMailer) -> None:
    warm()
    step_id = make_step(70)
    drain(step_id)
    with transaction() as session:
        session.execute(update(WarmUp).values(day=WarmUp.day - 1))
    rush(step_id)
    drain(step_id)
    assert counted(step_id) == {"accepted": 70}
    assert taken() == 20


def test_two_steps_and_four_workers_share_one_day(stage: Stage, make_step: MakeStep, mailer: LocalMailer) -> None:
    warm()
    first, other = make_step(60), make_step(60)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(drain, [first, other] * 2))
    assert len(mailer.recipients) == 50 == taken()
    both = [counted(first), counted(other)]
    assert sum(one.get("accepted", 0) for one in both) == 50
    assert sum(one.get("queued", 0) for one in both) == 70


def a_little_left() -> None:
    warm()
    with transaction() as session:
        session.execute(update(WarmUp).values(taken=48))


def test_who_begins_second_waits_for_the_first_and_takes_what_it_left(stage: Stage, make_step: MakeStep) -> None:
    a_little_left()
    mine, yours = claimed(make_step(2)), claimed(make_step(2))
    first = stage.start(beginning(mine), until="")
    second = stage.start(beginning(yours))
    assert second.settled() == "waits"
    assert len(first.end().messages) == 2
    assert second.end() is None
    assert taken() == 50


def test_without_the_lock_the_two_together_take_too_much(stage: Stage, make_step: MakeStep) -> None:
    a_little_left()
    mine, yours = claimed(make_step(2)), claimed(make_step(2))
    with stage.without(LOCK):
        first = stage.start(beginning(mine), until=r"FROM warm_ups")
        second = stage.start(beginning(yours))
        assert second.settled() == "ended"
        assert len(first.end().messages) + len(second.end().messages) == 4


def test_what_ses_puts_off_has_its_room_back(make_step: MakeStep, mailer: LocalMailer) -> None:
    warm()
    step_id = make_step(30)
    mailer.answer = raising(Later("429"))
    drain(step_id)
    assert counted(step_id) == {"queued": 30}
    assert taken() == 0


def test_what_somebody_asked_for_takes_nothing_of_it_and_never_waits(make_step: MakeStep, mailer: LocalMailer) -> None:
    warm()
    step_id = make_step(60, policy=Policy.AT_LEAST_ONCE)
    drain(step_id)
    assert (counted(step_id), taken()) == ({"accepted": 60}, 0)
    mailer.answer = raising(Later("429"))
    drain(make_step(3, policy=Policy.AT_LEAST_ONCE))
    assert taken() == 0


def test_another_domain_knows_nothing_of_it(make_step: MakeStep, mailer: LocalMailer) -> None:
    warm()
    step_id = make_step(60, sender="Kestrel <hello@kestrel.example>")
    drain(step_id)
    assert counted(step_id) == {"accepted": 60}


def test_partners_below_the_vendors_domain_share_its_day(make_step: MakeStep, mailer: LocalMailer) -> None:
    warm()
    step_id = make_step(60, sender="Kestrel <hello@kestrel.northgate.example>")
    drain(step_id)
    assert counted(step_id) == {"accepted": 50, "queued": 10}


def test_once_it_is_ended_what_waited_goes_on_at_once(make_step: MakeStep, mailer: LocalMailer) -> None:
    warm()
    step_id = make_step(70)
    drain(step_id)
    with transaction() as session:
        end_warm_up(session, DOMAIN, reason="It has sent for years.", now=clock.now(session))
        assert actions.go_on(session) == 20
    drain(step_id)
    assert counted(step_id) == {"accepted": 70}
    assert waits(step_id) == set()
