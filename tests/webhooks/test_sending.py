"""A message goes out until somebody takes it, with one id; what fails for days is switched off."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.errors import Invalid, NotFound
from tcma.base.facts import Fact
from tcma.base.tools import provide
from tcma.delivery.models import Message, Step
from tcma.webhooks import actions, jobs, queries
from tcma.webhooks.models import Webhook, WebhookDelivery
from tcma.webhooks.ports import Later, Poster
from tests import cast

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)


class Answers:
    """A poster that answers as it is told, and keeps what it got."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.got: list[tuple[str, bytes, Mapping[str, str]]] = []

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.got.append((url, body, headers))
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def hook(session: Session) -> Webhook:
    return actions.add(session, url="https://crm.example.com/h", actor=cast.actor(cast.alice(session)), now=NOW)


def tell(session: Session, hook: Webhook, number: int = 1, now: datetime = NOW) -> WebhookDelivery:
    actions.announce(session, partner_id=hook.partner_id, kind="lead.created", subject_id=UUID(int=number),
                     data={"name": "Ada"}, now=now)  # fmt: skip
    session.flush()
    newest = select(WebhookDelivery).order_by(WebhookDelivery.created_at.desc()).limit(1)
    return session.scalars(newest).one()


def fail(session: Session, one: WebhookDelivery, now: datetime, status: int | None = 500) -> None:
    assert actions.begin(session, one.id, now=now) is not None
    actions.end(session, one.id, status=status, answer=str(status), now=now)


def test_what_happened_is_told_to_ones_own_addresses_once(session: Session, hook: Webhook) -> None:
    charlie = cast.actor(cast.charlie(session))
    actions.add(session, url="https://other.example.com/", actor=charlie, now=NOW)
    actions.add(session, url="https://vendor.example.com/", actor=cast.actor(cast.vera(session)), now=NOW)
    for _ in range(2):
        one = tell(session, hook)
    assert session.scalar(select(func.count()).select_from(WebhookDelivery)) == 1
    assert (one.webhook_id, one.partner_id) == (hook.id, hook.partner_id)


def test_a_message_is_posted_signed_and_taken(session: Session, hook: Webhook) -> None:
    poster = Answers(204)
    provide(Poster, poster)
    one = tell(session, hook, now=clock.now(session))
    for _ in range(2):
        jobs.send(str(one.id))
    ((url, body, headers),) = poster.got
    assert (url, b'"type":"lead.created"' in body) == (hook.url, True)
    assert set(headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    session.refresh(one)
    assert (one.delivered_at is not None, one.due_at, one.tries, one.answer) == (True, None, 1, "204")


def test_what_was_not_taken_is_tried_again_with_the_same_id(session: Session, hook: Webhook) -> None:
    poster = Answers(Later("no answer"), 302, 204)
    provide(Poster, poster)
    one = tell(session, hook, now=clock.now(session))
    for _ in range(3):
        jobs.send(str(one.id))
        session.refresh(one)
        if one.due_at is not None:
            assert one.due_at > clock.now(session)
            one.due_at = clock.now(session) - timedelta(seconds=1)
            session.flush()
    assert len({headers["webhook-id"] for _, _, headers in poster.got}) == 1
    assert (len(poster.got), one.tries, one.delivered_at is not None) == (3, 3, True)
    session.refresh(hook)
    assert hook.failing_since is None


def test_after_a_day_a_message_is_given_up(session: Session, hook: Webhook) -> None:
    one, now = tell(session, hook), NOW
    while one.due_at is not None:
        now = one.due_at
        fail(session, one, now)
    assert timedelta(hours=20) < now - NOW < timedelta(hours=30)
    assert (hook.disabled_at, one.delivered_at) == (None, None)


def test_after_three_days_of_failures_nothing_goes_there_and_its_admins_hear_of_it(
    session: Session, hook: Webhook
) -> None:
    for day in range(5):
        one = tell(session, hook, number=day, now=NOW + timedelta(days=day))
        if hook.disabled_at is None:
            fail(session, one, NOW + timedelta(days=day))
    assert hook.disabled_at == NOW + timedelta(days=3)
    assert session.scalars(select(Fact.subject_id).where(Fact.name == actions.WEBHOOK_DISABLED)).all() == [hook.id]
    assert session.scalar(select(func.count()).select_from(WebhookDelivery)) == 4
    assert queries.due_deliveries(session, NOW + timedelta(days=9)) == []
    session.commit()
    for _ in range(2):
        jobs.disabled(str(hook.id))
    mails = select(Message.email).join(Step, Step.id == Message.step_id).where(Step.origin == "webhook")
    assert session.scalars(mails).all() == ["alice@kestrel.example"]
    actions.enable(session, webhook_id=hook.id, actor=cast.actor(cast.alice(session)))
    later = NOW + timedelta(days=9)
    assert actions.begin(session, tell(session, hook, number=9, now=later).id, now=later) is not None


def test_an_address_that_is_gone_is_switched_off_at_once(session: Session, hook: Webhook) -> None:
    fail(session, tell(session, hook), NOW, status=410)
    assert hook.disabled_at == NOW


def test_a_message_is_taken_by_one_worker_and_comes_back_if_that_one_dies(session: Session, hook: Webhook) -> None:
    one = tell(session, hook)
    assert actions.begin(session, one.id, now=NOW) is not None
    assert actions.begin(session, one.id, now=NOW) is None
    again = actions.begin(session, one.id, now=NOW + timedelta(minutes=1))
    assert again is not None
    assert again.id == one.id


def test_nobody_else_sees_or_changes_a_webhook(session: Session, hook: Webhook) -> None:
    for person in (cast.charlie(session), cast.vera(session)):
        actor = cast.actor(person)
        assert list(queries.webhooks(session, actor.partner_id)) == []
        verbs: list[Any] = [
            lambda actor=actor: actions.remove(session, webhook_id=hook.id, actor=actor, now=NOW),
            lambda actor=actor: actions.enable(session, webhook_id=hook.id, actor=actor),
            lambda actor=actor: actions.send_test(session, partner_id=actor.partner_id, webhook_id=hook.id, now=NOW),
        ]  # fmt: skip
        for verb in verbs:
            with pytest.raises(NotFound):
                verb()


def test_an_address_is_told_once_and_there_are_at_most_ten(session: Session, hook: Webhook) -> None:
    alice = cast.actor(cast.alice(session))
    with pytest.raises(Invalid):
        actions.add(session, url=hook.url, actor=alice, now=NOW)
    for number in range(9):
        actions.add(session, url=f"https://crm.example.com/{number}", actor=alice, now=NOW)
    with pytest.raises(Invalid):
        actions.add(session, url="https://crm.example.com/more", actor=alice, now=NOW)


def test_messages_go_after_their_time(session: Session, hook: Webhook) -> None:
    tell(session, hook)
    assert actions.forget_deliveries(session, before=NOW, limit=10) == 0
    assert actions.forget_deliveries(session, before=NOW + timedelta(seconds=1), limit=10) == 1
