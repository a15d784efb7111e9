"""A won deal is credited, once, to the cent."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from tcma.attribution import jobs
from tcma.attribution.actions import DEAL_CREDITED, credit_deal
from tcma.attribution.models import Credit, CreditRun
from tcma.attribution.queries import credits_of, current_run
from tcma.attribution.rules import Model
from tcma.base.facts import Fact
from tcma.deals import actions as deals
from tcma.reactions import REACTIONS
from tests.deals.world import NOW, World


def sums(credits: Iterable[Credit]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in credits:
        found[one.model] += one.amount
    return dict(found)


def test_a_won_deal_is_credited_in_every_model_to_what_people_of_the_account_did(world: World) -> None:
    sara, omar = world.contact(world.alice), world.contact(world.alice, first_name="Omar")
    elsewhere = world.contact(world.charlie)
    stranger = world.contact(world.alice, "joe@other.example")
    first = world.touch(sara, days_ago=30, language="ar")
    middle = world.touch(omar, days_ago=9, asset=world.page, channel="page", kind="form")
    last = world.touch(elsewhere, days_ago=1)
    world.touch(stranger, days_ago=2)
    world.touch(sara, days_ago=366)
    world.touch(sara, days_ago=-1)
    _, deal = world.won(world.alice)
    run = credit_deal(world.session, deal_id=deal.id, now=NOW)
    assert run is not None
    assert (run.touches, run.amount, run.currency) == (3, Decimal("12000.00"), "EUR")
    rows = credits_of(world.session, run.id)
    assert sums(rows) == {model.value: Decimal("12000.00") for model in Model}
    linear = [one for one in rows if one.model == Model.LINEAR]
    assert [one.touch_id for one in linear] == [first.id, middle.id, last.id]
    assert [one.amount for one in linear] == [Decimal("4000.00")] * 3
    assert [one.partner_id for one in linear] == [world.alice.partner, world.alice.partner, world.charlie.partner]
    assert {one.deal_partner_id for one in rows} == {world.alice.partner}
    opening = linear[0]
    assert (opening.asset_id, opening.version_id, opening.kit_id) == (world.email.id, world.version.id, world.kit.id)
    assert (opening.language, opening.channel) == ("ar", "email")
    assert len({tuple((one.touch_id, one.amount) for one in rows if one.model == model) for model in Model}) == 5


def test_people_of_the_partner_and_the_vendor_earn_nothing(world: World) -> None:
    own = world.contact(world.alice, world.bob.email, account_domain="alnoor.example")
    world.touch(own, days_ago=1)
    _, deal = world.won(world.alice)
    run = credit_deal(world.session, deal_id=deal.id, now=NOW)
    assert run is not None
    assert run.touches == 0


def test_a_deal_without_a_touch_stays_unattributed_in_every_model(world: World) -> None:
    _, deal = world.won(world.alice, domain="walkin.example")
    run = credit_deal(world.session, deal_id=deal.id, now=NOW)
    assert run is not None
    rows = credits_of(world.session, run.id)
    assert sums(rows) == {model.value: Decimal("12000.00") for model in Model}
    assert {(one.touch_id, one.partner_id, one.kit_id) for one in rows} == {(None, None, None)}


def test_a_contact_with_a_freemail_address_is_found_by_the_deal_itself(world: World) -> None:
    contact = world.contact(world.alice, "sara@gmail.com", account_domain=None)
    touch = world.touch(contact, days_ago=3)
    _, deal = world.won(world.alice, lead=world.lead(contact, days_ago=2))
    run = credit_deal(world.session, deal_id=deal.id, now=NOW)
    assert run is not None
    assert touch.id in {one.touch_id for one in credits_of(world.session, run.id)}


def test_crediting_twice_changes_nothing_even_when_a_touch_comes_late(world: World) -> None:
    contact = world.contact(world.alice)
    world.touch(contact, days_ago=3)
    _, deal = world.won(world.alice)
    first = credit_deal(world.session, deal_id=deal.id, now=NOW)
    world.touch(contact, days_ago=2, asset=world.page)
    assert credit_deal(world.session, deal_id=deal.id, now=NOW) is first
    assert world.session.scalar(select(func.count()).select_from(CreditRun)) == 1
    assert world.session.scalars(select(Fact.name).where(Fact.name == DEAL_CREDITED)).all() == [DEAL_CREDITED]


def test_a_correction_supersedes_and_both_runs_remain(world: World) -> None:
    contact = world.contact(world.alice)
    world.touch(contact, days_ago=3)
    _, deal = world.won(world.alice)
    first = credit_deal(world.session, deal_id=deal.id, now=NOW)
    assert credit_deal(world.session, deal_id=deal.id, now=NOW, correct=True) is first
    world.touch(contact, days_ago=2, asset=world.page)
    later = NOW + timedelta(days=1)
    second = credit_deal(world.session, deal_id=deal.id, now=later, correct=True)
    assert first is not None
    assert second is not None
    assert (first.superseded_at, second.superseded_at) == (later, None)
    assert current_run(world.session, deal.id) is second
    assert sums(credits_of(world.session, first.id)) == sums(credits_of(world.session, second.id))


def test_an_open_and_a_lost_deal_are_not_credited(world: World) -> None:
    registration, deal = world.opened(world.alice)
    assert credit_deal(world.session, deal_id=deal.id, now=NOW) is None
    deals.lose(world.session, registration_id=registration.id, actor=world.alice, reason="", now=NOW)
    assert credit_deal(world.session, deal_id=deal.id, now=NOW) is None


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1000001"), ("KWD", "100.001"), ("EUR", "0.01")])
def test_credits_sum_to_the_revenue_in_any_currency(world: World, currency: str, amount: str) -> None:
    contact = world.contact(world.alice)
    for days in (40, 30, 11, 3.5, 2, 1, 0):
        world.touch(contact, days_ago=days)
    _, deal = world.won(world.alice, amount=amount, currency=currency)
    run = credit_deal(world.session, deal_id=deal.id, now=NOW)
    assert run is not None
    assert sums(credits_of(world.session, run.id)) == {model.value: Decimal(amount) for model in Model}


def test_the_job_takes_an_id_and_runs_twice(world: World) -> None:
    _, deal = world.won(world.alice)
    world.session.commit()
    jobs.credit_deal(str(deal.id))
    jobs.credit_deal(str(deal.id))
    assert world.session.scalar(select(func.count()).select_from(CreditRun)) == 1


def test_credits_follow_an_order_that_is_corrected_taken_back_and_comes_again(world: World) -> None:
    world.touch(world.contact(world.alice), days_ago=3)
    registration, deal = world.won(world.alice)
    jobs_of = REACTIONS[deals.DEAL_CORRECTED]
    credit_deal(world.session, deal_id=deal.id, now=NOW)
    given: dict[str, Any] = {"registration_id": registration.id, "actor": world.vera, "now": NOW}

    def follow() -> CreditRun | None:
        world.session.commit()
        for job in [*jobs_of, *jobs_of]:
            job(str(deal.id))
        return current_run(world.session, deal.id)

    deals.correct(world.session, amount=Decimal(500), **given)
    run = follow()
    assert run is not None
    assert run.amount == 500
    deals.reopen(world.session, reason="Off.", lost=False, **given)
    assert follow() is None
    deals.win(world.session, order_number="PO-2", amount=Decimal(700), **given)
    again = follow()
    assert again is not None
    assert again.amount == 700
    assert world.session.scalar(select(func.count()).select_from(CreditRun)) == 3
