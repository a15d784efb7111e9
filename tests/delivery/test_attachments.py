"""Files that go to one person: kept with the message, handed over alone, under every promise of the others."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from tcma.adapters.local import LocalMailer, accept_all
from tcma.adapters.ses import SesMailer, ses_client
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.delivery import actions
from tcma.delivery.jobs import apply_receipts
from tcma.delivery.models import Message, MessageAttachment, Step
from tcma.delivery.ports import Later, Lost, Mailer, Never
from tcma.delivery.rules import Attachment, Outcome, Policy, attachments_hash
from tcma.trial.ses import RunningSimulator
from tests.delivery.conftest import MakeStep, person
from tests.delivery.interleaving import Stage
from tests.delivery.world import answered, begun, counted, drain, expire, long_ago, outcomes, raising, reap, rush


def invite(number: int, words: str = "lunch") -> Attachment:
    return Attachment("invite.ics", "text/calendar; method=REQUEST; charset=utf-8", f"{words} {number}".encode())


def planned(step_id: UUID, people: range, words: str = "lunch") -> int:
    """Plan people 100, 101, ... with an invitation each."""
    with transaction() as session:
        step, now = session.get_one(Step, step_id), clock.now(session)
        recipients = [replace(person(100 + n), attachments=[invite(n, words)]) for n in people]
        added = actions.plan(session, step=step, recipients=recipients, now=now)
        actions.finish_planning(session, step=step, now=now)
        return added


def handed_over(mailer: LocalMailer) -> dict[str, list[bytes]]:
    """{address: the bytes of its files}, of mails that had some."""
    entries = [entry for batch in mailer.batches for entry in batch.entries if entry.attachments]
    return {entry.email: [file.data for file in entry.attachments] for entry in entries}


def test_each_gets_their_own_file_alone_and_the_others_go_together(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(60)
    planned(step_id, range(3))
    drain(step_id)
    assert counted(step_id) == {"accepted": 63}
    assert sorted(len(batch.entries) for batch in mailer.batches) == [1, 1, 1, 10, 50]
    assert handed_over(mailer) == {f"person{100 + n}@example.com": [f"lunch {n}".encode()] for n in range(3)}


def test_two_with_the_same_file_still_go_one_by_one(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(0)
    with transaction() as session:
        actions.plan(session, step=session.get_one(Step, step_id), now=clock.now(session),
                     recipients=[replace(person(n), attachments=[invite(0), invite(1)]) for n in range(2)])
    drain(step_id)
    assert [[file.data for file in batch.entries[0].attachments] for batch in mailer.batches] == [
        [b"lunch 0", b"lunch 1"], [b"lunch 0", b"lunch 1"],
    ]


def test_planning_again_neither_adds_a_file_nor_changes_one(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(0)
    assert planned(step_id, range(2)) == 2
    assert planned(step_id, range(3), words="dinner") == 1
    drain(step_id)
    assert handed_over(mailer) == {
        "person100@example.com": [b"lunch 0"], "person101@example.com": [b"lunch 1"],
        "person102@example.com": [b"dinner 2"],
    }
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(MessageAttachment)) == 3


@pytest.mark.parametrize("change", [
    update(MessageAttachment).values(data=b"dinner 0"), update(MessageAttachment).values(name="other.ics"),
    update(MessageAttachment).values(content_type="text/calendar; method=CANCEL"), delete(MessageAttachment),
], ids=["its bytes", "its name", "its type", "all of it"])
def test_a_file_that_changed_after_planning_is_not_sent(
    make_step: MakeStep, mailer: LocalMailer, change: object
) -> None:
    step_id = make_step(0)
    planned(step_id, range(1))
    with transaction() as session:
        session.execute(change)  # type: ignore[call-overload]  # statements of several kinds
    drain(step_id)
    assert mailer.batches == []
    assert counted(step_id) == {"queued": 1}
    with transaction() as session:
        assert session.get_one(Step, step_id).held_reason == "changed"


def test_a_file_given_twice_has_another_hash_than_once() -> None:
    once, twice = attachments_hash([invite(0)]), attachments_hash([invite(0), invite(0)])
    assert attachments_hash([]) == ""
    assert len({once, twice, attachments_hash([invite(1)]), ""}) == 4


@pytest.mark.parametrize(("error", "state"), [(Later("429"), "queued"), (Never("no"), "failed"),
                                              (Lost("read time-out"), "unconfirmed")])
def test_each_kind_of_failure_proves_the_same_as_of_any_mail(
    make_step: MakeStep, mailer: LocalMailer, error: Exception, state: str
) -> None:
    mailer.answer = raising(error)
    step_id = make_step(0)
    planned(step_id, range(1))
    drain(step_id)
    assert counted(step_id) == {state: 1}


def test_what_ses_put_off_goes_later_with_its_file_and_once(make_step: MakeStep, mailer: LocalMailer) -> None:
    mailer.answer = raising(Later("429"))
    step_id = make_step(0)
    planned(step_id, range(1))
    drain(step_id)
    mailer.answer = accept_all
    rush(step_id)
    drain(step_id)
    assert (counted(step_id), outcomes()) == ({"accepted": 1}, ["returned", "accepted"])
    assert handed_over(mailer) == {"person100@example.com": [b"lunch 0"]}


def test_a_confirmation_without_an_answer_goes_once_more_with_the_same_file(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = make_step(0, policy=Policy.AT_LEAST_ONCE)
    planned(step_id, range(1))
    answered(list(begun(step_id).messages), Outcome.UNKNOWN)
    long_ago()
    reap()
    drain(step_id)
    assert (outcomes(), handed_over(mailer)) == (["superseded", "accepted"], {"person100@example.com": [b"lunch 0"]})


def test_a_worker_that_dies_leaves_the_mail_unconfirmed_and_unsent(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(0)
    planned(step_id, range(1))
    begun(step_id)
    expire(step_id)
    reap()
    drain(step_id)
    assert (counted(step_id), mailer.batches) == ({"unconfirmed": 1}, [])


def test_eight_workers_at_once_hand_each_file_over_once(
    stage: Stage, make_step: MakeStep, mailer: LocalMailer
) -> None:
    step_id = make_step(30)
    planned(step_id, range(40))
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(drain, [step_id] * 8))
    rush(step_id)
    drain(step_id)
    assert counted(step_id) == {"accepted": 70}
    assert len(mailer.recipients) == len(set(mailer.recipients)) == 70
    assert len(handed_over(mailer)) == 40


def test_a_lost_answer_is_healed_by_what_ses_tells_of_it(
    live: str, simulator: RunningSimulator, make_step: MakeStep, settings: Settings
) -> None:
    """Through boto3, the simulator, its signed posts and our door."""
    provide(Mailer, SesMailer(ses_client(settings), settings.ses_configuration_set))
    step_id = make_step(0)
    planned(step_id, range(2))
    simulator.faults(reset_after=1)
    drain(step_id)
    assert counted(step_id) == {"accepted": 1, "unconfirmed": 1}
    simulator.settle()
    apply_receipts()
    assert counted(step_id) == {"accepted": 2}
    assert len(simulator.mails()) == 2, "nobody got it twice"
    with transaction() as session:
        assert set(session.scalars(select(Message.headline))) == {"delivered"}
