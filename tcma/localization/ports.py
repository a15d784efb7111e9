"""What localization needs of the outside: somebody who translates."""

from collections.abc import Sequence
from typing import Protocol


class Later(Exception):
    """Nothing came of it this time: try again after `wait` seconds (0: as usual).

    `resting` is true where the engine was not even asked, because it is to have peace for a while.
    """

    def __init__(self, reason: str, *, wait: float = 0, resting: bool = False) -> None:
        super().__init__(reason)
        self.wait = wait
        self.resting = resting


class Never(Exception):
    """These texts will not be translated by this engine.

    `code` is a reason of the rules: engine (this text), key or language (any text, so that the job ends).
    """

    def __init__(self, reason: str, *, code: str = "engine") -> None:
        super().__init__(reason)
        self.code = code

    @property
    def all_texts(self) -> bool:
        return self.code != "engine"


class Translator(Protocol):
    """Machine translation. Called in jobs and commands only: never while a page is served or a mail is sent."""

    @property
    def name(self) -> str:
        """What people call the engine."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """A translation for each text, in order; BCP 47 tags. Raises Later or Never for all of them."""


class NoTranslator:
    """Where no engine is switched on."""

    name = ""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Always Never."""
        raise Never("no engine", code="gone")
