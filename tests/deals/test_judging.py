"""The table of the rules of engagement, row by row, and each row at its edges."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tcma.deals.rules import Engagement, Expired, Facts, Product, RegistrationState, Rival, judge
from tcma.deals.rules import engagement as engagements
from tcma.deals.rules import facts as kept

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
RULES = Engagement(
    number=4,
    thresholds={"gold": Decimal("25000.00")},
    products=(
        Product("scan", "Scan", "Security"), Product("wall", "Wall", "Security"), Product("disk", "Disk", "Storage"),
    ),
)  # fmt: skip
CO_SELL = replace(RULES, co_sell=True)
S = RegistrationState


def facts(**more: Any) -> Facts:
    """A claim that every rule lets pass, and the ninth approves."""
    clean: dict[str, Any] = {
        "lines": ("scan",), "amount": Decimal("25000.00"), "currency": "EUR", "programme_currency": "EUR",
        "tier": "gold", "behind": True, "idle": 9,
    }  # fmt: skip
    return Facts(at=NOW, **{**clean, **more})


def days_ago(days: int, more: timedelta = timedelta()) -> datetime:
    return NOW - timedelta(days=days) - more


PROTECTED = Rival(True, NOW + MOMENT, ("wall",))
OVER = Rival(True, NOW, ("wall",))
PENDING = Rival(False, None, ("wall",))

TABLE = [
    # 1: before all others
    ("1", S.INFO_REQUESTED, facts(missing=("amount",), authorised=False, rivals=(PROTECTED,)), RULES),
    # 2
    ("2", S.REJECTED, facts(authorised=False, rivals=(PROTECTED,)), RULES),
    # 3: up to the last moment of the protection, for the same family of products only
    ("3", S.REJECTED, facts(rivals=(PENDING, PROTECTED), owned=True), RULES),
    ("9", S.APPROVED, facts(rivals=(OVER,)), RULES),
    ("9", S.APPROVED, facts(rivals=(replace(PROTECTED, lines=("disk",)),)), RULES),
    ("3", S.REJECTED, facts(rivals=(replace(PROTECTED, lines=("disk", "wall")),)), RULES),
    ("3", S.REJECTED, facts(rivals=(replace(PROTECTED, lines=()),)), RULES),
    ("9", S.APPROVED, facts(rivals=(Rival(True, None, ("wall",)),)), RULES),  # a programme that protects nothing
    # 4
    ("4", S.UNDER_REVIEW, facts(rivals=(OVER, PENDING), owned=True), RULES),
    ("9", S.APPROVED, facts(rivals=(replace(PENDING, lines=("disk",)),)), RULES),
    # 5
    ("5", S.REJECTED, facts(owned=True, given_at=NOW), RULES),
    ("5", S.INFO_REQUESTED, facts(owned=True), CO_SELL),
    ("10", S.UNDER_REVIEW, facts(owned=True, co_sell=True), CO_SELL),
    # 6: the ninetieth day is the first that is free
    ("6", S.REJECTED, facts(given_at=days_ago(90, -MOMENT), customer=True), RULES),
    ("9", S.APPROVED, facts(given_at=days_ago(90)), RULES),
    # 7
    ("7", S.INFO_REQUESTED, facts(customer=True, expired=(Expired(NOW, ("scan",)),)), RULES),
    ("9", S.APPROVED, facts(customer=True, kind="expansion"), RULES),
    ("9", S.APPROVED, facts(customer=True, kind="renewal"), RULES),
    # 8: the thirtieth day is the first that is free
    ("8", S.REJECTED, facts(expired=(Expired(days_ago(30, -MOMENT), ("wall",)),)), RULES),
    ("9", S.APPROVED, facts(expired=(Expired(days_ago(30), ("wall",)),)), RULES),
    ("9", S.APPROVED, facts(expired=(Expired(NOW, ("disk",)),)), RULES),
    # 9: at the threshold, with nine idle ones; everything else is for a person
    ("9", S.APPROVED, facts(), RULES),
    ("10", S.UNDER_REVIEW, facts(amount=Decimal("25000.01")), RULES),
    ("10", S.UNDER_REVIEW, facts(idle=10), RULES),
    ("10", S.UNDER_REVIEW, facts(behind=False), RULES),
    ("10", S.UNDER_REVIEW, facts(doubtful=True), RULES),
    ("10", S.UNDER_REVIEW, facts(tier="silver"), RULES),
    ("10", S.UNDER_REVIEW, facts(currency="USD"), RULES),
    ("10", S.UNDER_REVIEW, facts(), Engagement()),  # before the vendor said anything, nothing is approved at once
]


@pytest.mark.parametrize(("rule", "state", "seen", "rules"), TABLE)
def test_the_first_rule_that_matches_decides(rule: str, state: S, seen: Facts, rules: Engagement) -> None:
    verdict = judge(seen, rules)
    assert (verdict.rule, verdict.state) == (f"{rule}/{rules.number}", state)
    assert verdict.words


def test_every_rule_of_the_table_stands_in_the_test_of_it() -> None:
    assert {rule for rule, *_ in TABLE} == {str(number) for number in range(1, 11)}


@pytest.mark.parametrize(
    ("seen", "until"),
    [
        (facts(rivals=(PROTECTED, Rival(True, NOW + timedelta(days=3), ("scan",)))), NOW + timedelta(days=3)),
        (facts(given_at=days_ago(1)), NOW + timedelta(days=89)),
        (facts(expired=(Expired(days_ago(2), ("scan",)), Expired(days_ago(9), ("scan",)))), NOW + timedelta(days=28)),
    ],
)
def test_a_no_that_has_an_end_says_when(seen: Facts, until: datetime) -> None:
    assert judge(seen, RULES).until == until


def test_an_offer_to_sell_together_is_one() -> None:
    assert judge(facts(owned=True), CO_SELL).offer
    assert not judge(facts(customer=True), CO_SELL).offer


@pytest.mark.parametrize(("rule", "state", "seen", "rules"), TABLE)
def test_what_the_log_keeps_is_judged_the_same_again(rule: str, state: S, seen: Facts, rules: Engagement) -> None:
    again = kept.from_json(kept.to_json(seen))
    assert again == seen
    assert judge(again, engagements.from_json(rules.number, engagements.to_json(rules))) == judge(seen, rules)
