"""Months and quota periods by the programme's clock; when an entry is held."""

from datetime import UTC, datetime, timedelta

import pytest

from tcma.commissions.rules import Hold, hold, month_of, month_span, quota_span

ZONE = "Europe/Amsterdam"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-01-31T22:59", "2026-01"), ("2026-01-31T23:00", "2026-02"),  # an hour ahead
        ("2026-07-31T21:59", "2026-07"), ("2026-07-31T22:00", "2026-08"),  # two in summer
    ],
)  # fmt: skip
def test_a_month_ends_at_midnight_of_the_programme(moment: str, month: str) -> None:
    assert month_of(at(moment), ZONE) == month
    span = month_span(month, ZONE)
    assert span is not None
    assert span.begins <= at(moment) < span.ends


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-1", "0001-01", "9999-12", "\u0662\u0660\u0662\u0666-01", "2026-01-01"]
)
def test_what_is_no_month_is_none(text: str) -> None:
    assert month_span(text, ZONE) is None


def test_december_ends_with_the_year() -> None:
    span = month_span("2026-12", "UTC")
    assert span is not None
    assert (span.begins, span.ends) == (at("2026-12-01"), at("2027-01-01"))


def test_a_quota_counts_over_a_year_or_a_quarter() -> None:
    moment = at("2026-11-15T12:00")
    assert quota_span(moment, "year", "UTC").begins == at("2026-01-01")
    assert quota_span(moment, "year", "UTC").ends == at("2027-01-01")
    assert quota_span(moment, "quarter", "UTC").begins == at("2026-10-01")
    assert quota_span(moment, "quarter", "UTC").ends == at("2027-01-01")


def test_an_entry_is_held_until_its_day_and_until_the_customer_has_paid() -> None:
    due, moment = at("2026-06-01"), timedelta(microseconds=1)
    assert hold(due, until_paid=False, customer_paid_at=None, now=due - moment) is Hold.DAY
    assert hold(due, until_paid=False, customer_paid_at=None, now=due) is None
    assert hold(None, until_paid=True, customer_paid_at=None, now=due) is Hold.CUSTOMER
    assert hold(due, until_paid=True, customer_paid_at=due, now=due - moment) is Hold.DAY
    assert hold(None, until_paid=True, customer_paid_at=due, now=due) is None
