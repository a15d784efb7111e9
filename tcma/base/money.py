"""Money that adds up: shares of an amount always sum to the amount."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from babel.core import get_global
from babel.numbers import get_territory_currencies

# ISO 4217, list one, by the minor unit. CLDR's digits are how prices are shown: it has none for the Iraqi dinar.
_WHOLE = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
)  # fmt: skip
_DIGITS = {
    **dict.fromkeys(_WHOLE, 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def minor_digits(currency: str) -> int:
    """Digits after the point of a currency (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD and IQD."""
    return _DIGITS.get(currency, 2)


@cache
def currencies() -> tuple[str, ...]:
    """What is legal tender somewhere today, in the order of the codes."""
    places = get_global("territory_currencies")
    return tuple(sorted({one for place in places for one in get_territory_currencies(place)}))


def rounded(amount: Decimal | Fraction, currency: str) -> Decimal:
    """In whole minor units of the currency, half up: 0.125 EUR is 0.13, and -0.125 EUR is -0.13."""
    if isinstance(amount, Decimal):
        return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_UP)
    minor = abs(amount) * 10 ** minor_digits(currency)
    units = (2 * minor.numerator + minor.denominator) // (2 * minor.denominator)
    return Decimal(units if amount >= 0 else -units).scaleb(-minor_digits(currency))


def split(amount: Decimal, weights: Sequence[Fraction | Decimal | int], currency: str = "EUR") -> list[Decimal]:
    """Divide `amount` by `weights` in minor units of `currency`, largest remainder first, ties to the earlier.

    The parts sum to `amount` exactly. Weights are non-negative, and not all zero.
    """
    unit = Decimal(1).scaleb(-minor_digits(currency))
    if amount != amount.quantize(unit, rounding=ROUND_DOWN):
        raise ValueError(f"{amount} has more digits than {currency} has")
    shares = [Fraction(weight) for weight in weights]
    total = sum(shares, Fraction(0))
    if not shares or total <= 0 or min(shares) < 0:
        raise ValueError("weights must be non-negative, and not all zero")
    minor = int(amount / unit)
    exact = [minor * share / total for share in shares]
    floors = [int(part) if part >= 0 else -int(-part) for part in exact]
    left = minor - sum(floors)
    step = 1 if left >= 0 else -1
    order = sorted(range(len(exact)), key=lambda i: (-abs(exact[i] - floors[i]), i))
    for i in order[: abs(left)]:
        floors[i] += step
    return [units * unit for units in floors]
