"""The two home pages with real figures."""

from datetime import timedelta

from flask import Flask

from tcma.base import clock
from tcma.base.db import new_id
from tcma.deals import actions
from tcma.launches.models import Launch
from tcma.launches.rules import LaunchState
from tests.deals.pages import page, signed_in, words
from tests.deals.world import World, claimed


def test_a_new_partners_home_is_never_empty(app: Flask, world: World) -> None:
    said = words(signed_in(app, world.session, world.alice).get("/home"))
    assert "Check your brand" in said
    assert "Add your contacts" in said
    assert "Nobody reached yet" in said


def test_a_partner_sees_its_money_its_people_and_what_is_next(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    world.lead(world.contact(world.alice, "joe@other.example"))
    world.opened(world.alice, now=now - timedelta(days=80))
    world.won(world.alice, amount="4000.00", now=now, domain="gulfport.example")
    world.won(world.alice, amount="70000.00", now=now, domain="us.example", currency="USD")
    draft = actions.register(world.session, actor=world.alice, claim=claimed(account_name="Harbour"), now=now)
    assert draft.number
    said = words(signed_in(app, world.session, world.alice).get("/home"))
    assert "€12,000" in said
    assert "€4,000" in said
    assert "and $70,000" in said
    assert "Protection ends in 10 days" in said
    assert "1 person wants to talk" in said
    assert "Harbour" in said
    assert "Brightwave" not in said


def test_another_partners_figures_are_not_in_it(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    world.won(world.alice, amount="4321.00", now=now)
    lead = world.lead(world.contact(world.alice, "joe@other.example"))
    lead.created_at = now - timedelta(days=1)
    theirs = signed_in(app, world.session, world.charlie).get("/home")
    assert "4,321" not in theirs.text
    figures = [" ".join(one.text(separator=" ").split()) for one in page(theirs).css(".kpi")]
    assert [one for one in figures if one.startswith("New leads")] == ["New leads Leads 0 as in the 90 days before"]


def test_the_vendor_sees_what_waits_and_counts_of_leads_without_people(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    world.registered(world.alice, now=now - timedelta(days=5))
    lead = world.lead(world.contact(world.charlie, "joe@other.example", first_name="Joe", last_name="Bloggs"))
    lead.created_at = now - timedelta(days=1)
    answer = signed_in(app, world.session, world.vera).get("/hq")
    said = words(answer)
    assert "Al Noor Clinics" in said
    assert "120 hours" in said
    assert "Brightwave 1" in said
    assert "Bloggs" not in answer.text
    assert "joe@" not in answer.text


def test_each_side_has_its_own_home(app: Flask, world: World) -> None:
    assert signed_in(app, world.session, world.alice).get("/hq").status_code == 404
    assert signed_in(app, world.session, world.vera).get("/home").status_code == 404


def test_the_greeting_knows_the_time_of_day_where_the_person_is(app: Flask, world: World) -> None:
    shown = page(signed_in(app, world.session, world.alice).get("/home"))
    assert "Alice" in shown.css_first("h1").text()  # type: ignore[union-attr]  # if it is missing, that is the failure


def test_a_run_on_its_way_stands_on_both_homes(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    world.session.add(
        Launch(
            id=new_id(), partner_id=world.alice.partner, kit_id=world.kit.id, version_id=world.version.id,
            own_words={}, languages=["en"], when_kind="now", state=LaunchState.SENDING, scheduled_at=now,
            created_at=now, updated_at=now,
        )
    )  # fmt: skip
    world.session.flush()
    mine = words(signed_in(app, world.session, world.alice).get("/home"))
    assert "Sending now" in mine
    assert "Pause" in mine
    assert "Running" in mine
    assert "Ransomware readiness · 0 of 0 sent" in words(signed_in(app, world.session, world.vera).get("/hq"))
    assert "Sending now" not in words(signed_in(app, world.session, world.charlie).get("/home"))
