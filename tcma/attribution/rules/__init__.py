"""The credit of a journey, in five models, to the last minor unit. No I/O."""

from tcma.attribution.rules.journey import HALF_LIFE_DAYS, LOOKBACK_DAYS, Journey, TouchPoint, eligible
from tcma.attribution.rules.models import Credited, Model, credit
from tcma.attribution.rules.trying import try_journey

__all__ = [
    "HALF_LIFE_DAYS",
    "LOOKBACK_DAYS",
    "Credited",
    "Journey",
    "Model",
    "TouchPoint",
    "credit",
    "eligible",
    "try_journey",
]
