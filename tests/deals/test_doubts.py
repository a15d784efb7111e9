"""Why a person decides: the vendor reads what stood in the way, what it may be instead, and who claims that."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tcma.base import clock
from tcma.base.errors import Invalid
from tcma.deals import actions, queries
from tcma.deals.models import Registration
from tcma.deals.rules import OBSTACLES, Engagement, Facts, Product, at_once, obstacles
from tests.deals.pages import page, signed_in, words
from tests.deals.world import NOW, World, claimed

FINE = Facts(NOW, amount=claimed().amount, currency="EUR", programme_currency="EUR", tier="gold", behind=True)
RULES = Engagement(thresholds={"gold": claimed().amount or Decimal(0)})
LOOK_ALIKE: dict[str, Any] = {"domain": "alnoor-group.example", "contact_email": "omar@alnoor-group.example"}


def test_nothing_stands_in_the_way_of_what_is_approved_at_once() -> None:
    assert obstacles(FINE, RULES) == ()
    assert at_once(FINE, RULES)


@pytest.mark.parametrize(
    ("obstacle", "other"),
    [
        ("doubtful", {"doubtful": True}), ("amount", {"amount": None}), ("amount", {"tier": "silver"}),
        ("currency", {"currency": "JPY"}), ("behind", {"behind": False}), ("co_sell", {"co_sell": True}),
        ("idle", {"idle": 10}),
    ],
)  # fmt: skip
def test_each_obstacle_alone_asks_for_a_person(obstacle: str, other: dict[str, object]) -> None:
    facts = Facts(**{**vars(FINE), **other})
    assert obstacles(facts, RULES) == (obstacle,)
    assert obstacle in OBSTACLES
    assert not at_once(facts, RULES)


@pytest.fixture
def doubtful(world: World) -> Registration:
    """A firm that Alice has under another domain."""
    now = clock.now(world.session)
    world.opened(world.alice, now=now)
    found = world.registered(world.charlie, now=now, **LOOK_ALIKE)
    world.session.commit()
    return found


def test_who_decides_sees_which_account_it_may_be_and_who_has_it(
    app: Flask, world: World, doubtful: Registration
) -> None:
    vera = signed_in(app, world.session, world.vera)
    for path in (f"/hq/deals/{doubtful.id}", "/hq/deals"):
        read = words(vera.get(path))
        assert "It may be about an account that is known under another name, domain or country" in read
        assert "Al Noor Clinics United Arab Emirates Alderfinch Discovery" in read
    charlie = signed_in(app, world.session, world.charlie)
    assert "lderfinch" not in charlie.get(f"/deals/{doubtful.id}").text


def test_what_is_doubtful_is_not_approved_from_its_row(app: Flask, world: World, doubtful: Registration) -> None:
    assert doubtful.submitted_at is not None
    world.registered(world.bob, domain="first.example", now=doubtful.submitted_at - timedelta(days=1))
    world.session.commit()
    assert queries.doubtful(world.session, [doubtful.id]) == {doubtful.id}
    shown = page(signed_in(app, world.session, world.vera).get("/hq/deals"))
    assert not shown.css_matches(f"table form[action='/hq/deals/{doubtful.id}/decide']")
    assert shown.css_matches(f"table a.btn[href='/hq/deals/{doubtful.id}']")


def test_what_can_not_be_approved_has_no_button_to_approve_it(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    world.opened(world.alice, now=now)
    other = world.registered(world.charlie, now=now)
    actions.appeal(world.session, registration_id=other.id, actor=world.charlie, reason="We were first.", now=now)
    world.session.commit()
    vera = signed_in(app, world.session, world.vera)
    for path in (f"/hq/deals/{other.id}", "/hq/deals"):
        shown = vera.get(path)
        assert "is protected. Reject this one." in words(shown)
        assert not page(shown).css_matches("input[name=verdict][value=approve]")


def test_a_button_that_could_not_do_what_it_says_leads_back(app: Flask, world: World) -> None:
    registration = world.registered(world.alice, now=clock.now(world.session))
    world.session.commit()
    vera, path = signed_in(app, world.session, world.vera), f"/hq/deals/{registration.id}"
    decide = {"data": {"verdict": "approve"}, "headers": {"Referer": f"http://localhost{path}?x=1"}}
    assert vera.post(f"{path}/decide", **decide).status_code == 302
    again = vera.post(f"{path}/decide", **decide)
    assert page(again, 409).css_matches(f"a[href='{path}?x=1']")
    decide["headers"] = {"Referer": f"http://elsewhere.example{path}"}
    assert page(vera.post(f"{path}/decide", **decide), 409).css_matches("a[href='/']")


def test_words_that_a_partner_reads_do_not_name_a_rival(world: World) -> None:
    world.registered(world.alice, now=NOW)
    second = world.registered(world.charlie, now=NOW)
    for verb in (actions.reject, actions.request_information):
        with pytest.raises(Invalid) as refused:
            verb(
                world.session, registration_id=second.id, actor=world.vera, now=NOW,
                reason="The firm ALDERFINCH was first.",
            )  # fmt: skip
        assert "leave the name out" in str(refused.value.errors["reason"])
    actions.reject(
        world.session, registration_id=second.id, actor=world.vera, reason="Brightwave was second.", now=NOW
    )  # its own name is none of a rival


def test_who_is_not_picked_reads_when_the_window_ends(world: World) -> None:
    first, second = world.registered(world.alice, now=NOW), world.registered(world.charlie, now=NOW)
    actions.choose(world.session, registration_id=second.id, actor=world.vera, reason="We decided.", now=NOW)
    assert (first.window_ends_at, second.protected_until) == (NOW + timedelta(days=90), NOW + timedelta(days=90))


def test_claims_of_different_families_do_not_compete(world: World) -> None:
    products = (Product("backup", "Backup", "Data"), Product("scan", "Scan", "Security"))
    number = queries.rules_in_force(world.session).number
    actions.save_rules(
        world.session, rules=Engagement(products=products), based_on=number, actor=world.vera, now=NOW
    )
    one = world.registered(world.alice, product_lines=("backup",))
    other = world.registered(world.charlie, product_lines=("scan",))
    rival = world.registered(world.charlie, product_lines=("backup",))
    assert queries.contested(world.session) == {one.id, rival.id}
    for found in (one, other):
        pending = [each.registration.id for each in queries.conflict(world.session, found, NOW).pending]
        assert (rival.id in pending) is (found is one)
    actions.choose(world.session, registration_id=other.id, actor=world.vera, reason="Both may.", now=NOW)
    assert str(one.state) == "under_review"


def test_who_loses_an_appeal_reads_when_the_window_ends_too(world: World) -> None:
    first, _ = world.opened(world.alice)
    second = world.registered(world.charlie, now=NOW + timedelta(hours=1))
    given = {"registration_id": second.id, "now": NOW + timedelta(hours=2)}
    actions.appeal(world.session, actor=world.charlie, reason="We were first.", **given)  # type: ignore[arg-type]  # of several kinds
    actions.reject(world.session, actor=world.vera, reason="It stays.", **given)  # type: ignore[arg-type]  # of several kinds
    assert (second.decision, second.window_ends_at) == ("It stays.", first.protected_until)


def test_what_the_rules_of_today_miss_is_named_to_whoever_decides(app: Flask, world: World) -> None:
    registration = world.registered(world.alice, now=clock.now(world.session))
    rules = Engagement(products=(Product("backup", "Backup", "Data"),))
    number = queries.rules_in_force(world.session).number
    actions.save_rules(world.session, rules=rules, based_on=number, actor=world.vera, now=NOW)
    world.session.commit()
    vera = signed_in(app, world.session, world.vera)
    for path in (f"/hq/deals/{registration.id}", "/hq/deals"):
        shown = vera.get(path)
        assert "Something is missing: Products. Ask the partner for it." in words(shown)
        assert not page(shown).css_matches("input[name=verdict][value=approve]")
        assert page(shown).css_matches("input[name=verdict][value=ask]")
