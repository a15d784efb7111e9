"""What an order earns, to the currency's last digit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcma.base.money import rounded
from tcma.commissions.rules import Plan, Rate, Terms, compute
from tcma.commissions.rules.earning import to_json
from tcma.commissions.rules.plan import from_json
from tcma.commissions.rules.plan import to_json as plan_json

D = Decimal
RATES = (
    Rate("", "", D(5)), Rate("gold", "", D(8)), Rate("", "scan", D(12)), Rate("gold", "scan", D(15)),
    Rate("silver", "disk", D(0)),
)  # fmt: skip
SCAN, DISK, CLOUD = ("scan", "Scan"), ("disk", "Disk"), ("cloud", "Cloud")


@pytest.mark.parametrize(
    ("tier", "line", "percent"),
    [
        ("gold", "scan", 15), ("gold", "disk", 8), ("gold", "", 8), ("silver", "scan", 12), ("silver", "disk", 0),
        ("registered", "", 5), ("registered", "scan", 12),
    ],
)  # fmt: skip
def test_the_row_that_says_most_counts(tier: str, line: str, percent: int) -> None:
    assert Plan(rates=RATES).percent(tier, line) == percent


@pytest.mark.parametrize(
    ("amount", "currency", "percent", "total"),
    [
        ("1000.00", "EUR", "10", "100.00"),
        ("100.05", "EUR", "10", "10.01"),  # 10.005: half up
        ("100.04", "EUR", "10", "10.00"),
        ("0.10", "EUR", "5", "0.01"),  # half a cent
        ("0.09", "EUR", "5", "0.00"),
        ("1005", "JPY", "10", "101"),  # no sen
        ("1004", "JPY", "10", "100"),
        ("10.005", "BHD", "10", "1.001"),  # thousandths
        ("333333.33", "EUR", "33.333", "111110.00"),  # 111109.9989...
        ("12000.00", "EUR", "0", "0.00"),
        ("12000.00", "EUR", "100", "12000.00"),
    ],
)
def test_it_is_rounded_once_half_up_to_the_currencys_own_digits(
    amount: str, currency: str, percent: str, total: str
) -> None:
    found = compute(Plan(rates=(Rate("", "", D(percent)),)), Terms(D(amount), currency, "gold"))
    assert found.total == D(total).quantize(found.total)
    assert found.shares == (found.total,)


@pytest.mark.parametrize(
    ("before", "amount", "below", "above", "total"),
    [
        ("0", "40000", "40000", "0", "4000"),
        ("0", "50000", "50000", "0", "5000"),  # exactly the quota
        ("0", "50000.01", "50000", "0.01", "5000"),
        ("40000", "20000", "10000", "10000", "2200"),  # 10 % of one half, 12 % of the other
        ("50000", "20000", "0", "20000", "2400"),
        ("90000", "20000", "0", "20000", "2400"),
        (None, "20000", "20000", "0", "2000"),  # another currency
    ],
)
def test_what_lies_above_the_quota_earns_more(
    before: str | None, amount: str, below: str, above: str, total: str
) -> None:
    plan = Plan(rates=(Rate("", "", D(10)),), quotas={"gold": D(50000)}, extra=D(2))
    found = compute(plan, Terms(D(amount), "EUR", "gold", before=None if before is None else D(before)))
    assert (found.below, found.above, found.total) == (D(below), D(above), D(total))
    assert compute(plan, Terms(D(amount), "EUR", "silver", before=D(90000))).above == 0  # that tier has no quota


def test_a_product_that_earns_nothing_earns_nothing_above_the_quota_either() -> None:
    plan = Plan(rates=RATES, quotas={"silver": D(1)}, extra=D(2))
    assert compute(plan, Terms(D(1000), "EUR", "silver", (DISK,))).total == 0


def test_a_deal_of_several_products_is_divided_evenly_and_rounded_only_at_the_end() -> None:
    found = compute(Plan(rates=RATES), Terms(D("100.00"), "EUR", "registered", (SCAN, DISK, CLOUD)))
    assert found.exact == Fraction(100, 3) * Fraction(22, 100)  # 7.333...
    assert found.total == D("7.33")
    assert [percent for _, percent, _ in found.lines] == [12, 5, 5]


@pytest.mark.parametrize(
    ("total", "percent", "helpers", "shares"),
    [
        ("100.00", "20", 0, ["100.00"]),
        ("100.00", "20", 1, ["80.00", "20.00"]),
        ("100.00", "20", 3, ["80.00", "6.67", "6.67", "6.66"]),
        ("0.01", "50", 1, ["0.01", "0.00"]),  # equal rests: the seller is first
        ("100.00", "0", 2, ["100.00", "0.00", "0.00"]),
        ("100.00", "100", 1, ["0.00", "100.00"]),
    ],
)
def test_helpers_share_without_a_rest(total: str, percent: str, helpers: int, shares: list[str]) -> None:
    plan = Plan(rates=(Rate("", "", D(100)),), helpers=D(percent))
    assert compute(plan, Terms(D(total), "EUR", "gold", helpers=helpers)).shares == tuple(map(D, shares))


percents = st.decimals(0, 100, places=3)


@settings(max_examples=40)
@given(
    st.sampled_from([("EUR", 2), ("JPY", 0), ("BHD", 3)]), st.integers(1, 10**12), percents, percents, percents,
    st.integers(0, 10**9), st.integers(0, 5), st.integers(0, 3),
)  # fmt: skip
def test_parts_sum_to_the_whole_and_the_whole_is_half_a_unit_from_exact_at_most(
    money: tuple[str, int], units: int, percent: D, extra: D, helpers_percent: D, before: int, helpers: int, lines: int
) -> None:
    currency, digits = money
    plan = Plan(
        rates=(Rate("", "", percent), Rate("", "disk", percent / 2)), quotas={"gold": D(1000)}, extra=extra,
        helpers=helpers_percent,
    )  # fmt: skip
    terms = Terms(D(units).scaleb(-digits), currency, "gold", (SCAN, DISK, CLOUD)[:lines], D(before), helpers)
    found = compute(plan, terms)
    assert sum(found.shares) == found.total
    assert all(share >= 0 and share == rounded(share, currency) for share in found.shares)
    assert abs(Fraction(found.total) - found.exact) <= Fraction(1, 2 * 10**digits)
    assert found.below + found.above == terms.amount
    kept = to_json(found, 0)
    assert rounded(Fraction(kept["exact"]), currency) == D(kept["total"]) == found.total


def test_a_plan_is_kept_as_it_was_said() -> None:
    plan = Plan(3, RATES, {"gold": D("50000.5")}, "quarter", D("2.5"), D(20), 30, True)
    assert from_json(3, plan_json(plan)) == plan


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        (D("0.125"), "EUR", "0.13"), (D("-0.125"), "EUR", "-0.13"), (Fraction(1, 8), "EUR", "0.13"),
        (Fraction(-1, 8), "EUR", "-0.13"), (Fraction(1, 3), "JPY", "0"), (Fraction(1, 2), "JPY", "1"),
        (Fraction(2, 3), "KWD", "0.667"),
    ],
)  # fmt: skip
def test_half_is_up(value: D | Fraction, currency: str, expected: str) -> None:
    assert str(rounded(value, currency)) == expected
