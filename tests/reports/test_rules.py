"""Periods, small numbers, cells."""

from datetime import UTC, date, datetime

import pytest

from tcma.reports.rules import buckets, main_currency, period, safe_cell, share, wilson

NOW = datetime(2026, 5, 12, 22, 30, tzinfo=UTC)  # half past midnight of the 13th in Amsterdam


def test_a_period_is_whole_days_in_the_programmes_zone_with_today() -> None:
    found = period("30", NOW, "Europe/Amsterdam")
    assert found.until == datetime(2026, 5, 13, 22, tzinfo=UTC)
    assert found.since == datetime(2026, 4, 13, 22, tzinfo=UTC)


def test_an_unknown_period_is_90_days_and_all_time_has_no_beginning() -> None:
    assert period("1; drop", NOW, "UTC").key == "90"
    assert period("all", NOW, "UTC").since is None


def test_long_periods_are_drawn_by_month() -> None:
    assert [period(key, NOW, "UTC").unit for key in ("30", "90", "365", "all")] == ["week", "week", "month", "month"]


def test_buckets_are_mondays_or_firsts() -> None:
    assert buckets(date(2026, 5, 12), date(2026, 5, 19), "week") == [date(2026, 5, 11), date(2026, 5, 18)]
    months = buckets(date(2026, 11, 30), date(2027, 2, 1), "month")
    assert months == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


def test_the_interval_of_a_share_is_wilsons() -> None:
    low, high = wilson(31, 129) or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.175, 0.321)
    assert wilson(0, 0) is None
    assert (wilson(0, 5) or (1, 1))[0] == 0


@pytest.mark.parametrize(("part", "whole", "cases"), [(1, 0, 100), (5, 19, 19)])
def test_no_share_without_a_whole_or_with_few_cases(part: int, whole: int, cases: int) -> None:
    assert share(part, whole, cases) is None


def test_a_page_is_about_the_wanted_currency_if_there_is_one() -> None:
    assert main_currency(["USD", "EUR"], "EUR", "USD") == "USD"
    assert main_currency(["USD", "EUR"], "EUR", "XXX") == "EUR"
    assert main_currency(["USD"], "EUR") == "USD"
    assert main_currency([], "EUR") == "EUR"


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_a_plain_cell_stays_and_nothing_is_empty() -> None:
    assert (safe_cell("Al Noor"), safe_cell(None), safe_cell(5)) == ("Al Noor", "", "5")
