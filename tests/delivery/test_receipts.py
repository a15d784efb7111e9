"""What SES tells of an attempt: any order, any repetition, one result; and nothing that is not about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from tcma.audiences.models import Suppression
from tcma.base.db import new_id, transaction
from tcma.delivery.models import Attempt, DeliveryEvent, Message, Receipt
from tcma.delivery.rules import EventKind, Outcome
from tcma.delivery.rules.events import bounces_too_often, read_event
from tests.delivery.conftest import MakeStep
from tests.delivery.events import NAMES, NOON, apply, event, stored, told
from tests.delivery.world import answered, begun, counted, expire, long_ago, outcomes, reap

TO = "person0@example.com"


def under_way(make_step: MakeStep) -> UUID:
    return next(iter(begun(make_step(1)).messages))


def state() -> dict[str, Any]:
    """All that a page could show of it."""
    with transaction() as session:
        message = session.scalars(select(Message)).one()
        attempt = session.scalars(select(Attempt)).one()
        held = (Suppression.scope, Suppression.addr_key, Suppression.reason)
        stopped = select(*held).order_by(*held)
        events = select(DeliveryEvent.kind, DeliveryEvent.at).order_by(DeliveryEvent.kind)
        return {
            "message": (message.state, message.headline, message.reason),
            "attempt": (attempt.outcome, attempt.ses_message_id),
            "suppressions": session.execute(stopped).all(),
            "events": session.execute(events).all(),
        }


def forget() -> None:
    """All events, and what followed from them: the attempt is unknown again."""
    with transaction() as session:
        for table in ("delivery_events", "suppressions", "receipts"):
            session.execute(text(f"DELETE FROM {table}"))
        session.execute(text(
            "UPDATE attempts SET outcome = 'unknown', ses_message_id = '', healed_at = NULL;"
            "UPDATE messages SET state = 'unconfirmed', headline = ''"
        ))


@settings(max_examples=10)  # every order of five stands in test_permutations
@given(st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=5, unique=True), st.data())
def test_any_shuffle_of_up_to_five_events_in_any_batches_ends_the_same(
    make_step: MakeStep, kinds: list[str], data: st.DataObject
) -> None:
    with transaction() as session:
        attempt_id = session.scalar(select(Attempt.id)) or under_way(make_step)
    forget()
    told(*[event(attempt_id, TO, kind) for kind in kinds])
    expected = state()

    forget()
    again = data.draw(st.permutations([kind for kind in kinds for _ in range(data.draw(st.integers(1, 3)))]))
    receipts = [stored(event(attempt_id, TO, kind)) for kind in again]
    cut = data.draw(st.integers(0, len(receipts)))
    apply(*receipts[:cut])
    apply(*receipts)
    assert state() == expected


def test_the_answer_may_come_before_its_events_or_after_them(make_step: MakeStep) -> None:
    attempt_id = under_way(make_step)
    told(event(attempt_id, TO, "delivered"))
    healed = state()
    answered([attempt_id], Outcome.ACCEPTED)
    answered([attempt_id], Outcome.UNKNOWN)
    assert state() == healed
    assert healed["attempt"] == (Outcome.ACCEPTED, f"ses-{attempt_id}")
    assert healed["message"][:2] == ("accepted", "delivered")


@pytest.mark.parametrize("kind", sorted(NAMES))
def test_any_event_heals_what_got_no_answer(make_step: MakeStep, kind: str) -> None:
    step_id = make_step(1)
    attempt_id = next(iter(begun(step_id).messages))
    expire(step_id)
    reap()
    assert counted(step_id) == {"unconfirmed": 1}
    told(event(attempt_id, TO, kind))
    assert counted(step_id) == {"accepted": 1}
    with transaction() as session:
        assert session.scalars(select(Attempt)).one().healed_at is not None
    assert state()["message"][1] == kind


WRONG: dict[str, Callable[[UUID], dict[str, Any]]] = {
    "another recipient": lambda i: event(i, "someone@else.example", "bounced"),
    "no address": lambda i: event(i, "not an address", "bounced"),
    "an unknown attempt": lambda i: event(new_id(), TO, "bounced"),
    "no attempt's id": lambda i: event("not-an-id", TO, "bounced"),
    "no tag": lambda i: event(i, TO, "bounced", tags={}),
    "no tags": lambda i: event(i, TO, "bounced", tags=None),
    "a tag that is null": lambda i: event(i, TO, "bounced", tags={"attempt": [None]}),
    "a list for an object": lambda i: {**event(i, TO, "bounced"), "bounce": []},
    "a bounce of nobody": lambda i: {**event(i, TO, "bounced"), "bounce": {"bounceType": "Permanent"}},
    "no time": lambda i: {**event(i, TO), "delivery": {"timestamp": "yesterday"}},
    "a time without zone": lambda i: {**event(i, TO), "delivery": {"timestamp": "2026-11-02T12:00:00"}},
    "another kind": lambda i: {**event(i, TO), "eventType": "Open"},
    "text for a mail": lambda i: {**event(i, TO), "mail": "gone"},
    "nothing": lambda i: {},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_event_about_someone_or_something_else_changes_nothing(make_step: MakeStep, wrong: str) -> None:
    attempt_id = under_way(make_step)
    before = state()
    told(WRONG[wrong](attempt_id))
    assert state() == before
    with transaction() as session:
        receipt = session.scalars(select(Receipt)).one()
        assert receipt.applied_at is not None
        assert receipt.note != ""


@pytest.mark.parametrize(("kind", "reason"), [("bounced", "bounced"), ("complained", "complained")])
def test_a_hard_bounce_and_a_complaint_stop_everyone(make_step: MakeStep, kind: str, reason: str) -> None:
    told(event(under_way(make_step), TO, kind))
    with transaction() as session:
        stop = session.scalars(select(Suppression)).one()
        message = session.scalars(select(Message)).one()
    assert (stop.scope, stop.partner_id, stop.addr_key, stop.reason) == ("global", None, TO, reason)
    assert stop.message_id == message.id
    assert stop.origin_partner_id == message.partner_id, "the partner whose mail it was may know why"


def test_three_soft_bounces_in_14_days_stop_the_partner_in_any_order(make_step: MakeStep) -> None:
    days = (0, 20, 6, 13)
    for number, day in enumerate(days):
        with transaction() as session:
            assert session.scalar(select(func.count(Suppression.id))) == 0, f"after {number} bounces"
        told(event(under_way_for_one_partner(make_step), TO, "bounced_for_now", after=timedelta(days=day)))
    with transaction() as session:
        stop = session.scalars(select(Suppression)).one()
    assert (stop.scope, stop.addr_key, stop.reason) == ("partner", TO, "bounced")


def under_way_for_one_partner(make_step: MakeStep) -> UUID:
    """One more step of the first partner there is."""
    attempt_id = under_way(make_step)
    with transaction() as session:
        first = session.scalars(select(Message.partner_id).order_by(Message.id).limit(1)).one()
        session.execute(text("UPDATE messages SET partner_id = :p"), {"p": first})
    return attempt_id


def test_soft_bounces_count_messages_within_a_window_not_events() -> None:
    one, two, three = new_id(), new_id(), new_id()
    day = timedelta(days=1)
    assert not bounces_too_often([(one, NOON), (one, NOON + day), (two, NOON)])
    assert not bounces_too_often([(one, NOON), (two, NOON + 10 * day), (three, NOON + 20 * day)])
    assert not bounces_too_often([(one, NOON), (two, NOON), (three, NOON + 14 * day)])
    assert bounces_too_often([(three, NOON + 13 * day), (one, NOON), (two, NOON + day), (new_id(), NOON - 90 * day)])


def test_a_late_event_of_a_superseded_attempt_is_shown_and_moves_nothing(make_step: MakeStep) -> None:
    step_id = make_step(1, policy="at_least_once")
    first = next(iter(begun(step_id).messages))
    answered([first], Outcome.UNKNOWN)
    long_ago()
    reap()
    begun(step_id)
    told(event(first, TO, "delivered"))
    assert counted(step_id) == {"sending": 1}
    assert outcomes() == ["superseded", "open"]
    with transaction() as session:
        assert session.scalars(select(DeliveryEvent.kind)).all() == [EventKind.DELIVERED]


def test_an_event_is_read_as_documented() -> None:
    attempt_id = new_id()
    found = read_event(event(attempt_id, TO, "bounced"))
    assert found is not None
    assert (found.kind, found.attempt_id, found.at, found.recipients) == (EventKind.BOUNCED, attempt_id, NOON, (TO,))
    assert found.detail == "Permanent, General"
