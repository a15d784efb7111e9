"""What allows to write to a person, and where."""

from datetime import UTC, datetime, timedelta

import pytest

from tcma.audiences.rules import Basis, enough_in, expires, may_mail, why

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("country", ["DE", "FR", "US", "", "ZZ", "AE"])
def test_who_agreed_may_be_mailed_everywhere(country: str) -> None:
    assert may_mail("express", country, NOW, NOW)


@pytest.mark.parametrize(
    ("basis", "country", "may"),
    [
        ("existing_customer", "DE", True),
        ("corporate_subscriber", "DE", False),
        ("corporate_subscriber", "GB", True),
        ("opt_out", "US", True),
        ("opt_out", "DE", False),
        ("opt_out", "", False),
        ("published_business", "CA", True),
        ("existing_customer", "CA", False),
        ("nonsense", "US", False),
        ("", "US", False),
    ],
)
def test_a_basis_counts_where_the_table_says_so(basis: str, country: str, may: bool) -> None:
    assert may_mail(basis, country, NOW, NOW) is may


def test_an_unknown_country_is_held_to_the_strictest() -> None:
    assert enough_in("") == enough_in("DE") == {Basis.EXPRESS, Basis.EXISTING_CUSTOMER}


def test_an_inquiry_ends_after_six_months_and_a_purchase_after_two_years() -> None:
    given = datetime(2026, 8, 31, tzinfo=UTC)
    assert expires("implied_inquiry", given) == datetime(2027, 2, 28, tzinfo=UTC)
    assert expires("implied_purchase", given) == datetime(2028, 8, 31, tzinfo=UTC)
    assert expires("express", given) is None
    assert may_mail("implied_inquiry", "CA", given, datetime(2027, 2, 27, tzinfo=UTC))
    assert not may_mail("implied_inquiry", "CA", given, datetime(2027, 2, 28, tzinfo=UTC) + timedelta(seconds=1))


def test_every_basis_says_in_a_mail_why_it_came() -> None:
    assert all(why(basis).startswith("You get this") for basis in Basis)
    assert why("") == ""
