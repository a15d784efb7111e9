"""What counts as an answer to a kit: which kinds make somebody a lead, and how many points do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

USUAL = ("form", "talk", "registration", "attendance")
POSSIBLE = (*USUAL, "download")
NUMBERS = ("score", "click", "visit", "download", "registration")


@dataclass(frozen=True)
class Leads:
    """`responses`: kinds that make a lead. Who has `score` points is one too; 0: nobody by points alone.

    A click is one link followed by a person; a visit is all that one did without a pause of half an hour.
    """

    responses: tuple[str, ...] = USUAL
    score: int = 0
    click: int = 1
    visit: int = 3
    download: int = 5
    registration: int = 10


def leads_from_json(data: Mapping[str, Any] | None) -> Leads | None:
    """What a version keeps."""
    return Leads(**{**data, "responses": tuple(data["responses"])}) if data else None
