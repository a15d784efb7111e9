"""A what-if journey from a file, so that finance can check the formulas."""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from babel.numbers import list_currencies

from tcma.attribution.rules.journey import HALF_LIFE_DAYS, LOOKBACK_DAYS, Journey, TouchPoint
from tcma.attribution.rules.models import credit
from tcma.base.errors import Refusal
from tcma.base.money import minor_digits
from tcma.base.words import N_

_FIELDS = ("amount", "currency", "conversion_at", "lookback_days", "half_life_days", "touches")
_TOUCH_FIELDS = ("id", "at", "human")
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]+)?")


def try_journey(data: Mapping[str, Any]) -> dict[str, Any]:
    """{model: {touch id: amount}, "unattributed": amount}; every touch that counts is listed, with 0.00 too.

    Amounts are strings with the digits of their currency. Refuses bad input by the name of its field.
    """
    journey = _journey(data)
    credited = credit(journey)
    digits = minor_digits(journey.currency)

    def shown(amount: Decimal) -> str:
        return f"{amount:.{digits}f}"

    result: dict[str, Any] = {
        model.value: {touch: shown(amount) for touch, amount in amounts.items()}
        for model, amounts in credited.amounts.items()
    }
    result["unattributed"] = shown(credited.unattributed)
    return result


def _journey(data: Mapping[str, Any]) -> Journey:
    if not isinstance(data, Mapping):
        raise Refusal(N_("The file must hold one object in braces, with amount, currency, conversion_at and touches."))
    _spelt(data, _FIELDS, "")
    currency = _currency(_required(data, "currency"))
    lookback = data.get("lookback_days", LOOKBACK_DAYS)
    return Journey(
        amount=_amount(_required(data, "amount"), currency),
        currency=currency,
        conversion_at=_time(_required(data, "conversion_at"), "conversion_at"),
        touches=_touches(_required(data, "touches")),
        lookback_days=None if lookback is None else _days(lookback, "lookback_days", zero=True),
        half_life_days=_days(data.get("half_life_days", HALF_LIFE_DAYS), "half_life_days", zero=False),
    )


def _touches(given: object) -> tuple[TouchPoint, ...]:
    if not isinstance(given, list):
        raise Refusal(N_("touches: give a list of objects, each with id and at. An empty list is fine."))
    touches: dict[str, TouchPoint] = {}
    for number, one in enumerate(given):
        at = f"touches[{number}]"
        if not isinstance(one, Mapping):
            raise Refusal(N_("%(field)s: give an object with id and at."), field=at)
        _spelt(one, _TOUCH_FIELDS, f"{at}.")
        id_ = _required(one, "id", f"{at}.")
        if not isinstance(id_, str) or not id_:
            raise Refusal(N_("%(field)s: give a name in quotes, such as \"a\"."), field=f"{at}.id")
        if id_ in touches:
            words = N_("%(field)s: “%(id)s” is there twice. Give each touch its own id.")
            raise Refusal(words, field=f"{at}.id", id=id_)
        human = one.get("human", True)
        if not isinstance(human, bool):
            raise Refusal(N_("%(field)s: write true or false, without quotes."), field=f"{at}.human")
        touches[id_] = TouchPoint(id_, _time(_required(one, "at", f"{at}."), f"{at}.at"), human)
    return tuple(touches.values())


def _required(data: Mapping[str, Any], name: str, where: str = "") -> Any:
    if data.get(name) is None:
        raise Refusal(N_("%(field)s is missing. Add it."), field=f"{where}{name}")
    return data[name]


def _spelt(data: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    """A slip of the pen in an optional field would silently give other numbers."""
    for name in data:
        near = [] if name in known else get_close_matches(str(name), known, n=1, cutoff=0.75)
        if near:
            raise Refusal(
                N_("%(field)s is not a field. Write %(near)s."), field=f"{where}{name}", near=f"{where}{near[0]}"
            )


def _currency(given: object) -> str:
    if not isinstance(given, str) or given not in list_currencies():
        raise Refusal(
            N_("currency: “%(given)s” is not a currency. Write its three letters as in ISO 4217, such as EUR."),
            given=given,
        )
    return given


def _amount(given: object, currency: str) -> Decimal:
    if not isinstance(given, str):
        raise Refusal(N_("amount: write it in quotes, such as \"12000.00\". A bare number would lose its cents."))
    if not _AMOUNT.fullmatch(given):
        raise Refusal(
            N_("amount: “%(given)s” is not an amount. Write digits and at most one point, such as \"12000.00\"."),
            given=given,
        )
    digits = minor_digits(currency)
    if len(given.partition(".")[2]) > digits:
        raise Refusal(
            N_("amount: %(currency)s has %(digits)s digits after the point, “%(given)s” has more. Round it first."),
            currency=currency, digits=digits, given=given,
        )  # fmt: skip
    return Decimal(given)


def _time(given: object, field: str) -> datetime:
    try:
        time = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        time = None
    if time is None:
        raise Refusal(
            N_("%(field)s: “%(given)s” is not a time. Write it as 2026-05-12T10:00:00+02:00."), field=field, given=given
        )
    if time.utcoffset() is None:
        raise Refusal(
            N_("%(field)s: “%(given)s” has no time zone. Add Z for UTC, or an offset such as +02:00."),
            field=field, given=given,
        )  # fmt: skip
    return time


def _days(given: object, field: str, *, zero: bool) -> Fraction:
    number = isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)
    days = Fraction(str(given)) if number else None
    if days is None or days < 0 or (days == 0 and not zero):
        if zero:
            raise Refusal(N_("%(field)s: give a number of days, 0 or more, or null for no limit."), field=field)
        raise Refusal(N_("%(field)s: give a number of days above 0."), field=field)
    return days
