"""What only the person who brings a file can answer."""

from dataclasses import dataclass

from tcma.base.errors import Refusal


class Question(Refusal):
    """Nothing is wrong with the file, and nobody but its owner can say how it is meant."""

    status = 422
    about = ""

    def choices(self) -> list[list[str]]:
        """[value to answer with, what it is called, a sample] of each possible answer."""
        return []


@dataclass(frozen=True)
class Answers:
    """What the person said about a file. `email` is a column from 0, or its name or number (from 1) in words."""

    encoding: str = ""
    email: int | str | None = None
    sheet: str = ""
