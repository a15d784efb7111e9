"""What the story did, for the books to be held against."""

from dataclasses import dataclass
from decimal import Decimal

from tcma.trial.story.crowd import Crowd
from tcma.trial.story.evening import Held


@dataclass(frozen=True)
class Told:
    """`acted`: addresses of whoever clicked or answered; `journey`: the assets behind the deal of `order`, in order.

    `order`: the vendor's number of the deal that they earned, `credited` its amount.
    """

    everyone: Crowd
    acted: frozenset[str]
    journey: tuple[str, ...]
    order: str
    credited: Decimal
    event: Held
