"""One batch of the job: when it gives back, when it does not call, and that an answer once known is written down."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Event, current_thread, main_thread
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tcma.adapters.local import LocalMailer, LocalPace, accept_all
from tcma.base.settings import Settings
from tcma.base.tools import provide, use
from tcma.delivery.jobs import deliver, deliver_batch
from tcma.delivery.ports import Answer, Batch, Later, Lost, Pace
from tcma.delivery.rules import Outcome
from tests.delivery.conftest import MakeStep
from tests.delivery.world import counted, outcomes, raising


class CountingPace(LocalPace):
    """Says how long to wait, and remembers what it was asked."""

    def __init__(self, wait: float | None = 0.0) -> None:
        self.wait, self.slowed = wait, 0
        self.asked: list[int] = []
        self.longest = 0.0
        self.per_second = 1_000.0

    def rate(self) -> float:
        return self.per_second

    def wait_for(self, recipients: int, *, longest: float) -> float | None:
        self.asked.append(recipients)
        self.longest = max(self.longest, longest)
        return self.wait

    def slow_down(self) -> None:
        self.slowed += 1


@pytest.fixture
def pace(mailer: LocalMailer) -> CountingPace:
    found = CountingPace()
    provide(Pace, found)
    return found


SideBySide = Callable[..., None]


@pytest.fixture
def side_by_side(settings: Settings) -> SideBySide:
    """So many claims at once, of so many messages each."""

    def change(number: int, claim: int = 2) -> None:
        changes = {"batch_size": claim, "batches_per_claim": 1, "send_concurrency": number}
        provide(Settings, settings.model_copy(update=changes))

    return change


def test_the_pace_is_asked_for_as_many_as_were_claimed(make_step: MakeStep, pace: CountingPace) -> None:
    deliver(str(make_step(203)))
    assert pace.asked == [200, 3]


def test_of_what_is_more_than_a_claim_two_requests_are_under_way_at_once(
    database: Engine, make_step: MakeStep, mailer: LocalMailer, side_by_side: SideBySide
) -> None:
    """Each waits for the other: one after the other, neither would be answered."""
    side_by_side(2)
    met = Barrier(2, timeout=20)

    def answer(batch: Batch) -> list[Answer]:
        met.wait()
        return accept_all(batch)

    mailer.answer = answer
    step_id = make_step(8)
    deliver(str(step_id))
    assert counted(step_id) == {"accepted": 8}
    assert Counter(mailer.recipients).most_common(1)[0][1] == 1, "nobody twice"


def test_what_fits_into_a_claim_is_not_asked_for_twice(
    database: Engine, make_step: MakeStep, mailer: LocalMailer, side_by_side: SideBySide
) -> None:
    side_by_side(2, claim=4)
    step_id = make_step(3)
    asked: list[str] = []
    event.listen(database, "begin", lambda connection: asked.append(current_thread().name))
    deliver(str(step_id))
    assert counted(step_id) == {"accepted": 3}
    assert set(asked) == {main_thread().name}


def test_by_smtp_one_claim_has_all_connections(
    database: Engine, make_step: MakeStep, mailer: LocalMailer, settings: Settings
) -> None:
    changes = {"batch_size": 2, "batches_per_claim": 1, "send_concurrency": 4, "smtp_url": "smtp://127.0.0.1:25"}
    provide(Settings, settings.model_copy(update=changes))
    names: set[str] = set()

    def answer(batch: Batch) -> list[Answer]:
        names.add(current_thread().name)
        return accept_all(batch)

    mailer.answer = answer
    step_id = make_step(8)
    deliver(str(step_id))
    assert counted(step_id) == {"accepted": 8}
    assert names == {main_thread().name}


def test_what_breaks_beside_the_job_breaks_the_job(
    database: Engine, make_step: MakeStep, mailer: LocalMailer, side_by_side: SideBySide
) -> None:
    side_by_side(2)

    def answer(batch: Batch) -> list[Answer]:
        if current_thread() is main_thread():
            return accept_all(batch)
        raise ZeroDivisionError

    mailer.answer = answer
    step_id = make_step(40)
    with pytest.raises(ZeroDivisionError):
        deliver(str(step_id))
    assert counted(step_id) == {"accepted": 38, "sending": 2}, "the other one went on"


def test_all_of_them_hear_that_they_are_to_stop(
    database: Engine, make_step: MakeStep, mailer: LocalMailer, side_by_side: SideBySide
) -> None:
    side_by_side(4)
    met = Barrier(4, timeout=20)

    def stopping(batch: Batch) -> list[Answer]:
        met.wait()
        use(Event).set()
        return accept_all(batch)

    mailer.answer = stopping
    step_id = make_step(40)
    deliver(str(step_id))
    assert counted(step_id) == {"accepted": 8, "queued": 32}


def test_no_more_are_claimed_than_go_out_in_two_seconds(make_step: MakeStep, pace: CountingPace) -> None:
    pace.per_second = 14.0
    deliver(str(make_step(30)))
    assert pace.asked == [28, 2]


def test_a_worker_whose_turn_comes_after_anothers_leaves_off_so_that_files_and_answers_have_one(
    make_step: MakeStep, pace: CountingPace
) -> None:
    pace.per_second = 14.0
    deliver(str(make_step(30)))
    assert pace.longest * pace.per_second <= 28, "a claim's own turn, and not the turn of another on top"


def test_who_would_have_to_wait_too_long_gives_the_claim_back(
    make_step: MakeStep, pace: CountingPace, mailer: LocalMailer
) -> None:
    pace.wait = None
    step_id = make_step()
    assert not deliver_batch(step_id)
    assert (counted(step_id), mailer.batches, outcomes()) == ({"queued": 3}, [], [])


def test_who_is_asked_to_stop_while_waiting_gives_the_claim_back(
    make_step: MakeStep, pace: CountingPace, mailer: LocalMailer
) -> None:
    pace.wait = 60
    use(Event).set()
    step_id = make_step()
    assert not deliver_batch(step_id)
    assert (counted(step_id), mailer.batches) == ({"queued": 3}, [])


def test_who_is_asked_to_stop_finishes_the_batch_in_hand(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    def stopping(batch: Batch) -> list[Answer]:
        use(Event).set()
        return accept_all(batch)

    mailer.answer = stopping
    step_id = make_step(120)
    deliver(str(step_id))
    assert counted(step_id) == {"accepted": 50, "queued": 70}


def test_after_a_request_of_which_nothing_was_taken_the_others_of_the_claim_are_not_made(
    make_step: MakeStep, pace: CountingPace, mailer: LocalMailer
) -> None:
    def answer(batch: Batch) -> list[Answer]:
        if len(mailer.batches) == 2:
            raise Later("429", wait=1)
        return accept_all(batch)

    mailer.answer = answer
    step_id = make_step(170)
    assert not deliver_batch(step_id)
    assert [len(batch.entries) for batch in mailer.batches] == [50, 50]
    assert counted(step_id) == {"accepted": 50, "queued": 120}
    assert Counter(outcomes()) == {"accepted": 50, "returned": 50, "aborted": 70}
    assert pace.slowed == 1


def test_an_answer_that_is_lost_leaves_its_own_request_open_and_the_others_of_the_claim_unmade(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    def answer(batch: Batch) -> list[Answer]:
        if len(mailer.batches) == 2:
            raise Lost("read time-out")
        return accept_all(batch)

    mailer.answer = answer
    step_id = make_step(120)
    assert deliver_batch(step_id)
    assert counted(step_id) == {"accepted": 50, "unconfirmed": 50, "queued": 20}
    mailer.answer = accept_all
    deliver_batch(step_id)
    assert counted(step_id) == {"accepted": 70, "unconfirmed": 50}


def test_a_begin_that_took_too_long_is_not_followed_by_a_call(
    make_step: MakeStep, mailer: LocalMailer, settings: Settings
) -> None:
    provide(Settings, settings.model_copy(update={"call_deadline_seconds": 1e-9}))
    step_id = make_step()
    deliver_batch(step_id)
    assert (counted(step_id), outcomes(), mailer.batches) == ({"queued": 3}, ["aborted"] * 3, [])


@pytest.mark.parametrize("answer", [
    raising(Later("429", wait=1)),
    lambda batch: [Answer(Outcome.RETURNED), *accept_all(batch)[1:]],
], ids=["the whole request", "an entry of it"])  # fmt: skip
def test_a_throttle_slows_everyone_down(
    make_step: MakeStep, pace: CountingPace, mailer: LocalMailer, answer: Callable[[Batch], list[Answer]]
) -> None:
    mailer.answer = answer
    deliver_batch(make_step())
    assert pace.slowed == 1


def test_an_answer_is_written_down_over_a_database_that_is_away_for_a_moment(
    make_step: MakeStep, mailer: LocalMailer, database: Engine
) -> None:
    left = [2]

    def hang_up(connection: Any) -> None:
        if left[0]:
            left[0] -= 1
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    def answer(batch: Batch) -> list[Answer]:
        event.listen(database, "begin", hang_up)
        return accept_all(batch)

    mailer.answer = answer
    step_id = make_step()
    try:
        deliver_batch(step_id)
    finally:
        event.remove(database, "begin", hang_up)
    assert left == [0]
    assert counted(step_id) == {"accepted": 3}
    assert len(mailer.batches) == 1
