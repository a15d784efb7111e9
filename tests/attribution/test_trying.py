"""`tcma attribution try`: finance checks the formulas with a file."""

import json
from copy import deepcopy
from typing import Any

import pytest

from tcma.attribution.rules import try_journey
from tcma.base.errors import Refusal

GOOD: dict[str, Any] = {
    "amount": "12000.00",
    "currency": "EUR",
    "conversion_at": "2026-02-08T09:00:00Z",
    "half_life_days": 7,
    "touches": [
        {"id": "a", "at": "2026-01-01T09:00:00+00:00"},
        {"id": "b", "at": "2026-01-06T10:00:00+01:00"},
        {"id": "c", "at": "2026-01-13T09:00:00Z", "human": True},
        {"id": "d", "at": "2026-01-31T09:00:00Z"},
        {"id": "e", "at": "2026-02-08T09:00:00Z"},
        {"id": "scanner", "at": "2026-01-02T09:00:00Z", "human": False},
        {"id": "after", "at": "2026-02-09T09:00:00Z"},
    ],
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(GOOD), **changes}


def test_a_journey_gives_every_model_and_lists_every_touch_that_counts() -> None:
    result = try_journey(GOOD)
    assert list(result) == ["first", "last", "linear", "position", "decay", "unattributed"]
    assert result["first"] == {"a": "12000.00", "b": "0.00", "c": "0.00", "d": "0.00", "e": "0.00"}
    assert result["linear"] == dict.fromkeys("abcde", "2400.00")
    assert result["unattributed"] == "0.00"


def test_the_lookback_is_a_year_unless_said_and_null_means_no_limit() -> None:
    old = {"id": "old", "at": "2024-01-01T00:00:00Z"}
    assert try_journey(changed(touches=[old])) == {
        "first": {}, "last": {}, "linear": {}, "position": {}, "decay": {}, "unattributed": "12000.00"
    }  # fmt: skip
    assert try_journey(changed(touches=[old], lookback_days=None))["last"] == {"old": "12000.00"}


@pytest.mark.parametrize(("currency", "amount", "nothing"), [("JPY", "1001", "0"), ("KWD", "1.001", "0.000")])
def test_amounts_have_the_digits_of_their_currency(currency: str, amount: str, nothing: str) -> None:
    result = try_journey(changed(currency=currency, amount=amount))
    assert result["first"]["a"] == amount
    assert result["first"]["b"] == nothing


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": 12000.0}, "amount: write it in quotes"),
        ({"amount": "12,000.00"}, "amount: “12,000.00” is not an amount"),
        ({"amount": "-1.00"}, "amount: “-1.00” is not an amount"),
        ({"amount": "NaN"}, "amount: “NaN” is not an amount"),
        ({"amount": "1e9"}, "amount: “1e9” is not an amount"),
        ({"amount": "١٢"}, "is not an amount"),
        ({"amount": "1.001"}, "amount: EUR has 2 digits after the point"),
        ({"amount": "1.5", "currency": "JPY"}, "amount: JPY has 0 digits"),
        ({"amount": None}, "amount is missing"),
        ({"currency": "EURO"}, "currency: “EURO” is not a currency"),
        ({"currency": "eur"}, "currency: “eur” is not a currency"),
        ({"conversion_at": "2026-02-08T09:00:00"}, "conversion_at: “2026-02-08T09:00:00” has no time zone"),
        ({"conversion_at": "yesterday"}, "conversion_at: “yesterday” is not a time"),
        ({"conversion_at": 5}, "conversion_at: “5” is not a time"),
        ({"lookback_days": -1}, "lookback_days: give a number of days, 0 or more"),
        ({"lookback_days": float("nan")}, "lookback_days: give a number of days"),
        ({"lookback_days": True}, "lookback_days: give a number of days"),
        ({"half_life_days": 0}, "half_life_days: give a number of days above 0"),
        ({"half_life_days": "7"}, "half_life_days: give a number of days above 0"),
        ({"touches": {}}, "touches: give a list"),
        ({"touches": ["a"]}, "touches[0]: give an object"),
        ({"touches": [{"at": "2026-01-01T00:00:00Z"}]}, "touches[0].id is missing"),
        ({"touches": [{"id": 1, "at": "2026-01-01T00:00:00Z"}]}, "touches[0].id: give a name in quotes"),
        ({"touches": [{"id": "a"}]}, "touches[0].at is missing"),
        ({"touches": [{"id": "a", "at": "2026-01-01T00:00:00"}]}, "touches[0].at: “2026-01-01T00:00:00” has no time"),
        ({"touches": [GOOD["touches"][0], GOOD["touches"][0]]}, "touches[1].id: “a” is there twice"),
        ({"touches": [{**GOOD["touches"][0], "human": "no"}]}, "touches[0].human: write true or false"),
        ({"touches": [{**GOOD["touches"][0], "humna": False}]}, "touches[0].humna is not a field"),
        ({"lookback_day": 30}, "lookback_day is not a field. Write lookback_days"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal) as refused:
        try_journey(changed(**changes))
    assert words in str(refused.value)


def test_something_other_than_an_object_is_refused() -> None:
    with pytest.raises(Refusal, match="one object in braces"):
        try_journey(json.loads("[]"))
