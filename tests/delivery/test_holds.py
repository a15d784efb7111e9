"""What no mail can help holds the account or the partner: one alarm, nothing failed, and it goes on by itself."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, update
from structlog.testing import capture_logs

from tcma.adapters.local import LocalMailer, accept_all
from tcma.adapters.ses import SesMailer, ses_client
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.delivery.actions.claim import due_steps
from tcma.delivery.jobs import deliver, deliver_batch, due_holds, watch_holds
from tcma.delivery.models import SendingHold, Step
from tcma.delivery.ports import Answer, Batch, Later, Lost, Mailer
from tcma.delivery.queries import account_holds
from tcma.delivery.rules import Outcome
from tcma.delivery.rules.holds import HOLD_WORDS, HoldReason, Standing, is_over, look_again
from tcma.senders.actions import keep_tenant
from tcma.senders.models import Tenant
from tcma.senders.queries import partners_without_tenant
from tcma.senders.rules.arns import arn_of
from tcma.trial.ses import RunningSimulator
from tests.cast import MORNING, programme
from tests.delivery.conftest import MakeStep
from tests.delivery.world import counted, raising, rush


def held() -> list[tuple[str, UUID | None]]:
    with transaction() as session:
        return [(hold.reason.value, hold.partner_id) for hold in account_holds(session)]


def now_is_the_time() -> None:
    """Whatever is held may be looked at again."""
    with transaction() as session:
        session.execute(update(SendingHold).values(look_at=func.clock_timestamp() - timedelta(1)))


def partner_of(step_id: UUID) -> UUID | None:
    with transaction() as session:
        return session.get_one(Step, step_id).partner_id


WHOLE = [HoldReason.DAY_QUOTA, HoldReason.PAUSED, HoldReason.SUSPENDED, HoldReason.KEYS, HoldReason.CONFIGURATION]


@pytest.mark.parametrize("reason", WHOLE)
def test_an_account_that_may_not_send_is_held_with_one_alarm_and_nothing_fails(
    make_step: MakeStep, mailer: LocalMailer, reason: HoldReason
) -> None:
    mailer.answer = raising(Later("no", hold=reason))
    mailer.says = Standing(sends=False, suspended=True, day_quota=100, sent_today=100)
    first, other = make_step(120), make_step(3)
    with capture_logs() as logs:
        for step_id in (first, other, first):
            deliver(str(step_id))
            rush(step_id)
    assert held() == [(reason.value, None)]
    assert counted(first) == {"queued": 120}
    assert counted(other) == {"queued": 3}
    assert len(mailer.batches) == 1, "the first answer stopped all the others"
    assert [line["reason"] for line in logs if line["event"] == "sending is held"] == [reason]
    with transaction() as session:
        assert due_steps(session) == []


def test_the_day_quota_of_some_entries_holds_the_account_and_the_others_stay_sent(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    def answer(batch: Batch) -> list[Answer]:
        full = Answer(Outcome.RETURNED, detail="ACCOUNT_DAILY_QUOTA_EXCEEDED", hold=HoldReason.DAY_QUOTA)
        return [*accept_all(batch)[:1], *[full] * (len(batch.entries) - 1)]

    mailer.answer = answer
    step_id = make_step(120)
    deliver(str(step_id))
    assert (counted(step_id), held()) == ({"accepted": 1, "queued": 119}, [("day_quota", None)])
    assert len(mailer.batches) == 1, "not one more request of the same claim"


def test_it_goes_on_by_itself_when_ses_says_so_and_asks_with_nobodys_mail(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    mailer.answer, mailer.says = raising(Later("full", hold=HoldReason.DAY_QUOTA)), Standing(True, False, 1000, 990)
    step_id = make_step()
    deliver(str(step_id))
    rush(step_id)
    now_is_the_time()
    watch_holds()
    assert held() == [("day_quota", None)], "room for ten is not enough to go on"
    mailer.answer, mailer.says = accept_all, Standing(True, False, 1000, 900)
    now_is_the_time()
    watch_holds()
    assert (held(), len(mailer.batches)) == ([], 1)
    deliver(str(step_id))
    assert counted(step_id) == {"accepted": 3}


def test_trouble_that_comes_back_is_the_same_and_rings_no_second_alarm(
    make_step: MakeStep, mailer: LocalMailer
) -> None:
    mailer.answer = raising(Later("paused", hold=HoldReason.PAUSED))
    step_id = make_step()
    with capture_logs() as logs:
        for _ in range(4):
            rush(step_id)
            deliver_batch(step_id)
            now_is_the_time()
            watch_holds()  # SES says that all is well
    assert sum(line["event"] == "sending is held" for line in logs) == 1
    with transaction() as session:
        row, = session.query(SendingHold)
        assert (row.times, row.ended_at is not None) == (3, True)


class Away(LocalMailer):
    """Takes no mail, and says nothing of the account."""

    def standing(self) -> Standing:
        raise Later("nobody there")


def test_while_nobody_answers_it_stays_held_and_is_asked_less_and_less(make_step: MakeStep) -> None:
    provide(Mailer, Away(raising(Later("paused", hold=HoldReason.PAUSED))))
    deliver(str(make_step()))
    with transaction() as session:
        assert due_holds(session) == [], "not at once"
    for _ in range(3):
        now_is_the_time()
        watch_holds()
    assert held() == [("paused", None)]
    assert [look_again(times) for times in (0, 1, 2, 20)] == [5, 10, 20, 600]


@pytest.fixture
def with_tenants(wired: object, settings: Settings) -> Callable[[UUID], str]:
    """Partners have tenants; call it to make that of a step's partner. Returns its name."""
    provide(Settings, settings.model_copy(update={"ses_tenants": True}))
    arn = arn_of("identity", "northgate.example", region=settings.aws_region, account=str(settings.sns_account_id))

    def make(step_id: UUID) -> str:
        with transaction() as session:
            programme(session)
            partner_id = session.get_one(Step, step_id).partner_id
            assert partner_id is not None
            keep_tenant(session, partner_id, name=f"t{str(partner_id)[-6:]}", resources=[arn], now=MORNING)
            return session.get_one(Tenant, partner_id).name

    return make


def test_a_stopped_tenant_holds_its_partner_and_nobody_else(
    make_step: MakeStep, mailer: LocalMailer, with_tenants: Callable[[UUID], str]
) -> None:
    ours, theirs = make_step(), make_step()
    stopped, other = with_tenants(ours), with_tenants(theirs)
    mailer.stopped_tenants = [stopped]

    def answer(batch: Batch) -> list[Answer]:
        if batch.tenant == stopped:
            raise Later("paused", hold=HoldReason.PAUSED)
        return accept_all(batch)

    mailer.answer = answer
    deliver(str(ours))
    deliver(str(theirs))
    assert [batch.tenant for batch in mailer.batches] == [stopped, other]
    assert held() == [("paused", partner_of(ours))]
    assert (counted(ours), counted(theirs)) == ({"queued": 3}, {"accepted": 3})
    now_is_the_time()
    watch_holds()
    assert held() == [("paused", partner_of(ours))], "the account's standing says nothing of it"
    mailer.stopped_tenants = []
    now_is_the_time()
    watch_holds()
    assert held() == []


def test_a_tenant_that_ses_lost_holds_its_partner_alone_and_is_made_anew(
    make_step: MakeStep, mailer: LocalMailer, with_tenants: Callable[[UUID], str]
) -> None:
    step_id = make_step()
    with_tenants(step_id)
    mailer.answer = raising(Later("not associated with tenant", hold=HoldReason.CONFIGURATION))
    deliver(str(step_id))
    assert held() == [("configuration", partner_of(step_id))]
    mailer.answer = accept_all
    now_is_the_time()
    watch_holds()
    rush(step_id)
    deliver(str(step_id))
    assert [batch.tenant for batch in mailer.batches][1:] == [""]
    with transaction() as session:
        assert partner_of(step_id) in partners_without_tenant(session)


def test_until_its_tenant_may_use_the_sender_mail_goes_in_the_accounts_own_name(
    make_step: MakeStep, mailer: LocalMailer, settings: Settings
) -> None:
    provide(Settings, settings.model_copy(update={"ses_tenants": True}))
    with transaction() as session:
        programme(session)
    deliver(str(make_step()))
    assert [batch.tenant for batch in mailer.batches] == [""]


@pytest.mark.parametrize("sender", ["p@northgate.example", "hello@kestrel.northgate.example"])
def test_a_sender_that_is_no_longer_verified_holds_its_partner_until_it_is(
    make_step: MakeStep, mailer: LocalMailer, sender: str
) -> None:
    """What lies below the vendor's domain is asked for as that: SES knows no identity of its own."""
    mailer.answer, mailer.domains = raising(Later("not verified", hold=HoldReason.SENDER)), []
    step_id = make_step(sender=f"Partner <{sender}>")
    with transaction() as session:
        programme(session)
    deliver(str(step_id))
    now_is_the_time()
    watch_holds()
    assert held() == [("sender", partner_of(step_id))]
    mailer.domains = ["northgate.example"]
    now_is_the_time()
    watch_holds()
    assert held() == []


@pytest.mark.parametrize("error", [Lost("reset"), Later("refused", hold=HoldReason.AWAY)], ids=["lost", "never there"])
def test_three_calls_in_a_row_without_an_answer_stop_the_calling(
    make_step: MakeStep, mailer: LocalMailer, error: Exception
) -> None:
    mailer.answer = raising(error)
    step_id = make_step(260)
    for _ in range(6):
        deliver_batch(step_id)
        rush(step_id)
    assert (len(mailer.batches), held()) == (3, [("away", None)])
    assert counted(step_id)["queued"] >= 110
    now_is_the_time()
    watch_holds()
    assert held() == [], "the account answers again"


def test_an_answer_between_two_failures_is_no_outage(make_step: MakeStep, mailer: LocalMailer) -> None:
    step_id = make_step(260)
    for turn in range(5):
        mailer.answer = accept_all if turn == 2 else raising(Lost("reset"))
        deliver_batch(step_id)
    assert held() == []


def test_every_reason_has_words_and_an_end() -> None:
    assert HOLD_WORDS.keys() == set(HoldReason)
    assert all(is_over(reason, Standing()) for reason in HoldReason)


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_day_quota_is_over_when_a_call_fits_in_again(quota: int, sent: int) -> None:
    over = is_over(HoldReason.DAY_QUOTA, Standing(True, False, quota, sent))
    assert over == (quota - sent >= min(50, quota))


def test_over_http_a_full_day_waits_a_suspension_too_and_everyone_gets_one_mail(
    make_step: MakeStep, simulator: RunningSimulator, settings: Settings
) -> None:
    """Through boto3, the simulator and the account's own answers."""
    provide(Mailer, SesMailer(ses_client(settings), settings.ses_configuration_set))
    simulator.quota(max_24_hour_send=70, enforced=True)
    step_id = make_step(120)
    deliver(str(step_id))
    rush(step_id)
    assert (counted(step_id), held()) == ({"accepted": 50, "queued": 70}, [("day_quota", None)])
    now_is_the_time()
    watch_holds()
    assert held() == [("day_quota", None)]
    simulator.quota(max_24_hour_send=1000)
    simulator.faults(suspended=True)
    now_is_the_time()
    watch_holds()
    deliver(str(step_id))
    rush(step_id)
    assert (counted(step_id), held()) == ({"accepted": 50, "queued": 70}, [("suspended", None)])
    simulator.clear_faults()
    now_is_the_time()
    watch_holds()
    deliver(str(step_id))
    assert (counted(step_id), held()) == ({"accepted": 120}, [])
    assert len({mail["to"][0] for mail in simulator.mails()}) == len(simulator.mails()) == 120
