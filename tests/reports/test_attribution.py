"""The report: real numbers, honest ones, and a way to the deals behind them."""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from tcma.attribution.actions import credit_deal
from tcma.base import clock
from tcma.base.access import Actor
from tests.deals.pages import page, signed_in, words
from tests.deals.world import World


@pytest.fixture
def now(world: World) -> datetime:
    return clock.now(world.session)


def won(world: World, actor: Actor, now: datetime, *, amount: str, domain: str, days: int = 1, **claim: str) -> None:
    at = now - timedelta(days=days)
    _, deal = world.won(actor, amount=amount, now=at, opened_at=at, domain=domain, account_name=domain, **claim)
    credit_deal(world.session, deal_id=deal.id, now=now)


def three_deals(world: World, now: datetime) -> None:
    """Two with touches, one without."""
    sara = world.contact(world.alice, "sara@alnoor.example")
    world.touch(sara, days_ago=20, now=now)
    world.touch(sara, days_ago=10, now=now, asset=world.page, channel="page", language="de")
    world.touch(sara, days_ago=3, now=now)
    omar = world.contact(world.charlie, "omar@gulfport.example")
    world.touch(omar, days_ago=5, now=now, language="ar")
    won(world, world.alice, now, amount="9000.00", domain="alnoor.example")
    won(world, world.charlie, now, amount="1000.00", domain="gulfport.example")
    won(world, world.alice, now, amount="500.00", domain="walkin.example")


def test_every_rule_is_on_the_page_with_its_ranks_and_the_one_asked_for_is_shown(
    app: Flask, world: World, now: datetime
) -> None:
    three_deals(world, now)
    vera = signed_in(app, world.session, world.vera)
    shown = page(vera.get("/hq/attribution?model=linear"))
    assert [one.attributes["value"] for one in shown.css("input[name=model][checked]")] == ["linear"]
    assert len(shown.css(".m-panel")) == 5
    linear = shown.css_first(".m-linear").text(separator=" ")  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert "Ransomware readiness · Would you know within the hour?" in linear
    assert "€7,000" in linear  # two of three touches of 9,000, and all of 1,000
    assert "€3,000" in linear
    assert "€500" in linear
    assert "Few deals" in linear
    assert "2 of 3" in words(vera.get("/hq/attribution"))


def test_the_finding_says_how_little_is_known_and_never_why(app: Flask, world: World, now: datetime) -> None:
    three_deals(world, now)
    said = words(signed_in(app, world.session, world.vera).get("/hq/attribution"))
    assert "People touched it in 2 of 3 won deals. Too few to say more" in said
    assert "because" not in said
    assert "%" not in said


def test_with_many_deals_the_share_comes_with_its_interval(app: Flask, world: World, now: datetime) -> None:
    contact = world.contact(world.alice, "sara@alnoor.example")
    world.touch(contact, days_ago=5, now=now)
    won(world, world.alice, now, amount="100.00", domain="alnoor.example")
    for number in range(20):
        won(world, world.alice, now, amount="100.00", domain=f"walkin{number}.example")
    said = words(signed_in(app, world.session, world.vera).get("/hq/attribution"))
    assert "in 1 of 21 won deals; the true share may be anything from 1% to 23%" in said
    assert "5% of €2,100" in said


def test_an_amount_opens_into_its_deals_and_they_sum_to_it(app: Flask, world: World, now: datetime) -> None:
    three_deals(world, now)
    vera = signed_in(app, world.session, world.vera)
    shown = page(vera.get("/hq/attribution"))
    link = shown.css_first(".m-linear .asset a")
    assert link is not None
    behind = words(vera.get(str(link.attributes["href"])))
    assert "2 deals behind €7,000" in behind
    assert "€6,000.00" in behind
    assert "€1,000.00" in behind
    assert "walkin.example" not in behind
    for part in ("Version 1", "English", "Arabic", "Alderfinch", "Brightwave"):
        assert part in behind
    assert "walkin.example" in words(vera.get("/hq/attribution/unknown"))


def test_the_region_and_the_period_narrow_it(app: Flask, world: World, now: datetime) -> None:
    three_deals(world, now)
    won(world, world.charlie, now, amount="77000.00", domain="longago.example", days=200)
    vera = signed_in(app, world.session, world.vera)
    east = words(vera.get("/hq/attribution?r=Middle+East"))
    assert "1 of 1" in east
    assert "€77,000" not in words(vera.get("/hq/attribution?p=90"))
    assert "€77,000" in words(vera.get("/hq/attribution?p=365"))
    assert vera.get("/hq/attribution?r=Atlantis&p=7&model=best&currency=none").status_code == 200


def test_currencies_are_never_added_up(app: Flask, world: World, now: datetime) -> None:
    three_deals(world, now)
    won(world, world.alice, now, amount="4000.00", domain="us.example", currency="USD")
    vera = signed_in(app, world.session, world.vera)
    euros = words(vera.get("/hq/attribution"))
    assert "€10,500" in euros
    assert "This page shows EUR. Not in its sums, because nothing is converted: $4,000 in 1 deal." in euros
    dollars = words(vera.get("/hq/attribution?currency=USD"))
    assert "$4,000" in dollars
    assert "€10,500" in dollars


def test_open_deals_are_credited_as_if_they_closed_now_and_nothing_is_stored(
    app: Flask, world: World, now: datetime
) -> None:
    world.touch(world.contact(world.alice, "sara@alnoor.example"), days_ago=5, now=now)
    world.opened(world.alice, now=now, amount=Decimal(800))
    said = words(signed_in(app, world.session, world.vera).get("/hq/attribution"))
    assert "€800 of €800 in 1 deal, as if it closed today" in said
    assert "n/a" in said


def test_without_a_deal_it_says_what_will_be_here(app: Flask, world: World) -> None:
    said = words(signed_in(app, world.session, world.vera).get("/hq/attribution"))
    assert "Nothing to credit yet" in said
    assert "n/a" in said


def test_the_file_holds_every_row_and_no_formula(app: Flask, world: World, now: datetime) -> None:
    three_deals(world, now)
    world.kit.slug = "=cmd"
    world.session.commit()
    answer = signed_in(app, world.session, world.vera).get("/hq/attribution.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    for model in ("first", "last", "linear", "position", "decay"):
        assert sum(Decimal(row["amount"]) for row in rows if row["model"] == model) == Decimal("10500.00")
    assert {row["kit"] for row in rows} == {"'=cmd", ""}


def test_partners_do_not_see_the_vendors_report(app: Flask, world: World, now: datetime) -> None:
    three_deals(world, now)
    alice = signed_in(app, world.session, world.alice)
    paths = ("", ".csv", "/unknown", f"/{world.kit.slug}/email-1")
    assert [alice.get(f"/hq/attribution{path}").status_code for path in paths] == [404] * 4


def test_an_asset_that_there_is_not_is_not_there(app: Flask, world: World) -> None:
    vera = signed_in(app, world.session, world.vera)
    assert vera.get("/hq/attribution/none/email-1").status_code == 404
    assert vera.get(f"/hq/attribution/{world.kit.slug}/none").status_code == 404


def test_a_partner_sees_its_own_touches_and_not_who_else_wrote_to_the_account(
    app: Flask, world: World, now: datetime
) -> None:
    own = world.contact(world.alice, "sara@alnoor.example")
    world.touch(own, days_ago=9, now=now)
    newer = world.asset("email-1", "A sharper subject", version=world.new_version(2))
    world.touch(own, days_ago=7, now=now, asset=newer, language="ar")
    world.touch(world.contact(world.charlie, "sara2@alnoor.example"), days_ago=3, now=now)
    won(world, world.alice, now, amount="9000.00", domain="alnoor.example")
    answer = signed_in(app, world.session, world.alice).get("/results?model=linear")
    said = words(answer)
    assert "Version 1: €3,000.00" in said
    assert "Version 2: €3,000.00" in said
    assert "Arabic: €3,000.00" in said
    assert "A sharper subject" in said
    assert "€6,000" in said
    assert "Brightwave" not in answer.text
    other = words(signed_in(app, world.session, world.charlie).get("/results"))
    assert "No won deals in this period" in other
    assert "9,000" not in other


def test_a_corrected_deal_counts_once(app: Flask, world: World, now: datetime) -> None:
    contact = world.contact(world.alice, "sara@alnoor.example")
    world.touch(contact, days_ago=9, now=now)
    _, deal = world.won(world.alice, amount="9000.00", now=now - timedelta(days=1), domain="alnoor.example")
    credit_deal(world.session, deal_id=deal.id, now=now)
    world.touch(contact, days_ago=5, now=now, asset=world.page, channel="page")
    credit_deal(world.session, deal_id=deal.id, now=now, correct=True)
    shown = page(signed_in(app, world.session, world.vera).get("/hq/attribution"))
    last = shown.css_first(".m-last table").text(separator=" ")  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert last.count("€9,000") == 1
    assert "€9,000 of €9,000 won" in " ".join(shown.css_first(".m-last .insight").text().split())  # type: ignore[union-attr]  # if it is missing, that is the failure
