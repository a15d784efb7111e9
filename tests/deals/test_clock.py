"""The clock that both sides see: it runs as long as the partner waits for something, and no longer."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tcma.base import clock
from tcma.base.errors import Refusal
from tcma.deals import actions, queries
from tcma.deals.models import Deal, Registration
from tests.deals.pages import signed_in, words
from tests.deals.world import NOW, Stage, World, claimed

LATER = NOW + timedelta(hours=3)


@pytest.fixture
def both_asked(world: World) -> tuple[Registration, Deal]:
    """An approved deal whose amount rose past its threshold, and whose partner asked for more time afterwards."""
    registration, deal = world.opened(world.alice)
    registration.approved_under = Decimal(20_000)
    step(world, actions.change_amount, registration, amount=Decimal(25_000))
    step(world, actions.ask_extension, registration, at=LATER, reason="")
    return registration, deal


def step(world: World, verb: Any, registration: Registration, at: datetime = NOW, by: Any = None, **more: Any) -> None:
    verb(world.session, registration_id=registration.id, actor=by or world.alice, now=at, **more)


def clock_of(registration: Registration) -> tuple[datetime | None, bool, bool]:
    return (
        registration.waiting_since, registration.answer_due_at is not None, registration.escalate_at is not None
    )  # fmt: skip


def test_what_is_asked_for_later_delays_nothing(both_asked: tuple[Registration, Deal]) -> None:
    assert clock_of(both_asked[0]) == (NOW, True, True)


def test_an_answer_about_the_amount_leaves_the_clock_of_the_extension(
    world: World, both_asked: tuple[Registration, Deal]
) -> None:
    registration, _ = both_asked
    step(world, actions.confirm_amount, registration, by=world.vera)
    assert clock_of(registration) == (LATER, True, True)
    assert [one.kind for one in queries.asked(world.session, LATER)] == ["extension"]


def test_an_amount_that_comes_down_again_leaves_it_too(world: World, both_asked: tuple[Registration, Deal]) -> None:
    step(world, actions.change_amount, both_asked[0], amount=Decimal(15_000))
    assert clock_of(both_asked[0]) == (LATER, True, True)


def test_an_answer_about_the_extension_leaves_the_clock_of_the_amount(
    world: World, both_asked: tuple[Registration, Deal]
) -> None:
    step(world, actions.decide_extension, both_asked[0], by=world.vera, grant=True, reason="")
    assert clock_of(both_asked[0]) == (NOW, True, True)


@pytest.mark.parametrize("end", [actions.lose, actions.withdraw, actions.revoke])
def test_a_deal_that_is_over_keeps_nobody_waiting(
    world: World, both_asked: tuple[Registration, Deal], end: Any
) -> None:
    registration, _ = both_asked
    step(world, end, registration, by=world.vera if end is actions.revoke else world.alice, reason="Gone.")
    assert clock_of(registration) == (None, False, False)
    assert queries.asked(world.session, LATER) == []
    assert list(queries.due_reminders(world.session, NOW + timedelta(days=30))) == []


def test_a_won_deal_waits_for_its_amount_only(world: World, both_asked: tuple[Registration, Deal]) -> None:
    registration, deal = both_asked
    win: dict[str, Any] = {"order_number": "PO-1", "amount": deal.amount}
    step(world, actions.win, registration, by=world.vera, **win)
    assert clock_of(registration) == (NOW, True, True)
    step(world, actions.confirm_amount, registration, by=world.vera)
    assert clock_of(registration) == (None, False, False)


def test_an_amount_that_nobody_looked_at_is_not_forgotten_while_the_deal_is_lost(
    world: World, both_asked: tuple[Registration, Deal]
) -> None:
    registration, deal = both_asked
    step(world, actions.lose, registration, reason="")
    step(world, actions.resume, registration, by=world.vera, reason="It goes on.")
    assert (deal.review_since, registration.waiting_since) == (NOW, NOW)


def test_a_lost_deal_does_not_go_on_past_another_partners_protection(world: World) -> None:
    registration, _ = world.opened(world.alice)
    step(world, actions.lose, registration, reason="")
    other = actions.register(world.session, actor=world.charlie, claim=claimed(), now=LATER)
    actions.submit(world.session, registration_id=other.id, actor=world.charlie, now=LATER)
    step(world, actions.approve, other, by=world.vera, at=LATER)
    with pytest.raises(Refusal, match="Another partner has this account now"):
        step(world, actions.resume, registration, by=world.vera, at=LATER, reason="It goes on.")


def test_a_deal_at_its_last_stage_is_told_about_and_can_be_extended(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    registration, deal = world.opened(world.alice, now=now - timedelta(days=60))
    deal.stage = Stage.NEGOTIATION
    world.session.commit()
    alice, path = signed_in(app, world.session, world.alice), f"/deals/{registration.id}"
    assert "Tell how it goes" in words(alice.post(f"{path}/extend"), 409)
    assert "Say in a few words how it goes." in words(alice.post(f"{path}/news", data={"reason": " "}), 422)
    alice.post(f"{path}/news", data={"reason": "Legal has the contract."})
    assert "about how it goes Legal has the contract." in words(alice.get(path))
    alice.post(f"{path}/extend")
    read = words(signed_in(app, world.session, world.vera).get(f"/hq{path}"))
    assert "Alderfinch about how it goes Legal has the contract." in read
    assert "Alderfinch asks for more time" in read
    assert signed_in(app, world.session, world.charlie).post(f"{path}/news", data={"reason": "x"}).status_code == 404
