"""Money that adds up: shares of an amount always sum to the amount."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from babel.numbers import get_currency_precision


def minor_digits(currency: str) -> int:
    """Digits after the point of a currency (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


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
