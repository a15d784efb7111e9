"""Five answers to one question. None of them is causal: they divide what was seen."""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from tcma.attribution.rules.journey import Journey, TouchPoint, days_before, eligible
from tcma.base.money import minor_digits, split


class Model(enum.StrEnum):
    """How a deal's revenue is divided among its touches."""

    FIRST = "first"
    LAST = "last"
    LINEAR = "linear"
    POSITION = "position"
    DECAY = "decay"


@dataclass(frozen=True)
class Credited:
    """Per model, the amount of every eligible touch, in order; what no touch can be credited with."""

    amounts: dict[Model, dict[str, Decimal]]
    unattributed: Decimal


Weigh = Callable[[Sequence[TouchPoint], Journey], list[Fraction]]

# Far below a minor unit of the largest amount the database can hold, so that cutting here moves no cent.
_DIGITS = 60
_FORGOTTEN = 200  # halvings: 2**-200 is below 10**-_DIGITS
_CONTEXT = Context(prec=_DIGITS + 20)
_LN2 = _CONTEXT.ln(Decimal(2))


def _first(points: Sequence[TouchPoint], journey: Journey) -> list[Fraction]:
    return [Fraction(1), *[Fraction(0)] * (len(points) - 1)]


def _last(points: Sequence[TouchPoint], journey: Journey) -> list[Fraction]:
    return [*[Fraction(0)] * (len(points) - 1), Fraction(1)]


def _linear(points: Sequence[TouchPoint], journey: Journey) -> list[Fraction]:
    return [Fraction(1)] * len(points)


def _position(points: Sequence[TouchPoint], journey: Journey) -> list[Fraction]:
    between = len(points) - 2
    if between < 1:
        return [Fraction(1)] * len(points)
    return [Fraction(2, 5), *[Fraction(1, 5 * between)] * between, Fraction(2, 5)]


def _halved(times: Fraction) -> Fraction:
    """2 to the power of -times, to _DIGITS digits after the point."""
    if times >= _FORGOTTEN:
        return Fraction(0)
    exponent = _CONTEXT.divide(Decimal(times.numerator), Decimal(times.denominator))
    power = _CONTEXT.exp(_CONTEXT.multiply(-exponent, _LN2))
    return Fraction(round(Fraction(power) * 10**_DIGITS), 10**_DIGITS)


def _decay(points: Sequence[TouchPoint], journey: Journey) -> list[Fraction]:
    # Only the ratios matter: counting from the last touch keeps one weight at 1, however long ago it all was.
    newest = days_before(points[-1], journey.conversion_at)
    return [_halved((days_before(one, journey.conversion_at) - newest) / journey.half_life_days) for one in points]


WEIGHTS: dict[Model, Weigh] = {
    Model.FIRST: _first,
    Model.LAST: _last,
    Model.LINEAR: _linear,
    Model.POSITION: _position,
    Model.DECAY: _decay,
}


def credit(journey: Journey) -> Credited:
    """Divide the amount in each model; without an eligible touch all of it stays unattributed."""
    points = eligible(journey)
    if not points:
        return Credited({model: {} for model in Model}, journey.amount)
    ids = [point.id for point in points]
    amounts = {
        model: dict(zip(ids, split(journey.amount, weigh(points, journey), journey.currency), strict=True))
        for model, weigh in WEIGHTS.items()
    }
    return Credited(amounts, Decimal(0).scaleb(-minor_digits(journey.currency)))
