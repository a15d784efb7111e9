"""What only the person who brings a file can answer."""

from dataclasses import dataclass
from typing import Any

from tcma.base.errors import Invalid, Refusal


class Question(Refusal):
    """Nothing is wrong with the file, and nobody but its owner can say how it is meant."""

    status = 422
    about = ""

    def choices(self) -> list[list[str]]:
        """[value to answer with, what it is called, a sample] of each possible answer."""
        return []


def told(refusal: Refusal) -> dict[str, Any]:
    """A refusal for a program: `question` with `about`, `words` and `choices`, or else `refused_whole` in words."""
    words = " ".join(map(str, refusal.errors.values())) if isinstance(refusal, Invalid) else str(refusal)
    if not isinstance(refusal, Question):
        return {"refused_whole": words}
    choices = [dict(zip(("value", "name", "sample"), one, strict=True)) for one in refusal.choices()]
    return {"question": {"about": refusal.about, "words": words, "choices": choices}}


@dataclass(frozen=True)
class Answers:
    """What the person said about a file. `email` is a column from 0, or its name or number (from 1) in words."""

    encoding: str = ""
    email: int | str | None = None
    sheet: str = ""
