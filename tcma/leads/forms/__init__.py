"""What was sent to pages of leads -> typed values."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.words import N_


def day(given: Mapping[str, str], name: str) -> date | None:
    """A day, or none where the field is empty. Raises Invalid."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid({name: Refusal(N_("Write the day as year-month-day."))}) from None


def id_or_none(given: Mapping[str, str], name: str) -> UUID | None:
    """An id, or none where the field is empty. Raises NotFound for what is none."""
    text = given.get(name, "").strip()
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def names(text: str) -> tuple[str, ...]:
    """Words between commas or on lines, each once."""
    found = (" ".join(one.split()) for line in text.splitlines() for one in line.split(","))
    return tuple(dict.fromkeys(filter(None, found)))
