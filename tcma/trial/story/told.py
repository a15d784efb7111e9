"""What the story did, for the books to be held against."""

from dataclasses import dataclass
from decimal import Decimal

from tcma.trial.story.crowd import Crowd
from tcma.trial.story.evening import Held


@dataclass(frozen=True)
class Told:
    """`acted`: addresses of whoever clicked or answered; `journey`: the assets behind the credited deal, in order."""

    everyone: Crowd
    acted: frozenset[str]
    journey: tuple[str, ...]
    credited: Decimal
    event: Held
