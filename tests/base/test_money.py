"""Money has the digits of its currency, by ISO 4217, wherever it is checked, divided or read."""

from decimal import Decimal

import pytest
from babel import numbers

from tcma.base.money import currencies, minor_digits, rounded
from tcma.base.words import format_money, locale, speaking


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("IQD", 3), ("ALL", 2), ("RSD", 2), ("MGA", 2), ("CLF", 4)],
)
def test_a_currency_has_its_own_digits(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits
    assert rounded(Decimal("1.23456789"), currency) == round(Decimal("1.23456789"), digits)


def test_money_is_read_with_all_of_its_digits() -> None:
    assert format_money(Decimal("1250.5"), "IQD") == "IQD1,250.500"
    with speaking("de"):
        assert format_money(Decimal("-1250"), "JPY") == "-1.250\u00a0¥"


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_money_is_written_as_the_language_writes_it(language: str) -> None:
    with speaking(language):
        for amount in (Decimal("1234567.5"), Decimal("-3.25")):
            assert format_money(amount, "EUR") == numbers.format_currency(amount, "EUR", locale=locale(language))


def test_every_currency_of_today_may_be_chosen_and_none_of_yesterday() -> None:
    known = currencies()
    assert {"EUR", "BHD", "BRL", "CAD", "IQD", "TRY"} <= set(known)
    assert not {"DEM", "XXX", "HRK"} & set(known)
