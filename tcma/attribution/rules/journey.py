"""The touches that a conversion may be credited to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

LOOKBACK_DAYS = 365  # long B2B cycles
HALF_LIFE_DAYS = 30

_DAY = timedelta(days=1) // timedelta(microseconds=1)


@dataclass(frozen=True)
class TouchPoint:
    """Something a person did, or (not `human`) a machine that looked like one."""

    id: str
    at: datetime
    human: bool = True


@dataclass(frozen=True)
class Journey:
    """What led to one conversion. Times carry their zone; no lookback means every touch before the conversion."""

    amount: Decimal
    currency: str
    conversion_at: datetime
    touches: tuple[TouchPoint, ...]
    lookback_days: Fraction | int | None = LOOKBACK_DAYS
    half_life_days: Fraction | int = HALF_LIFE_DAYS


def days_before(touch: TouchPoint, conversion_at: datetime) -> Fraction:
    """From the touch to the conversion, in days and exactly; negative after it."""
    # In UTC: two times of one zone would be subtracted as the clock on the wall showed them.
    passed = conversion_at.astimezone(UTC) - touch.at.astimezone(UTC)
    return Fraction(passed // timedelta(microseconds=1), _DAY)


def eligible(journey: Journey) -> tuple[TouchPoint, ...]:
    """People's touches from the start of the lookback to the moment of the conversion, both included.

    In order of time, then id.
    """

    def counts(touch: TouchPoint) -> bool:
        days = days_before(touch, journey.conversion_at)
        return touch.human and days >= 0 and (journey.lookback_days is None or days <= journey.lookback_days)

    return tuple(sorted(filter(counts, journey.touches), key=lambda touch: (touch.at.astimezone(UTC), touch.id)))
