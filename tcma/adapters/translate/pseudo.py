"""The pseudo-locale: no language at all, but it looks like one. Shows what is not translated and what does not fit.

Nothing leaves this machine. Markers stay; Latin letters get accents, or in right-to-left languages become letters
of that script; the text is about a third longer, and stands in quotation marks of its own.
"""

import re
from collections.abc import Sequence

from tcma.base.words import direction

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LATIN = "ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏžȦƁƇḒḖƑƓĦĪĴĶĿḾȠǾƤɊŘŞŦŬṼẆẊẎŽ"
_ARABIC = "ابكدهفجحيزكلمنوبقرستوفويز"
_HEBREW = "אבכדהפגחיזקלמנופקרשטוווסיז"
_FILL = {"ltr": "~", "rtl": "ـ"}
_MARKER = re.compile(r"(⟦\s*\d+\s*⟧)")
_LONGER = 0.3
_WORD = 6


class Pseudo:
    """A `Translator` without a network."""

    name = "pseudo"

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """The texts in a language nobody speaks."""
        return [pseudo(text, target) for text in texts]


def pseudo(text: str, target: str) -> str:
    """A text as the pseudo-locale of a language has it: same markers, about 30 % longer."""
    table = _letters(target)
    parts = _MARKER.split(text)
    letters = sum(character.isalpha() for part in parts[::2] for character in part)
    said = "".join(part if number % 2 else part.translate(table) for number, part in enumerate(parts))
    return f"«{said}{_fill(max(0, round(letters * _LONGER) - 2), target)}»" if letters else said


def _fill(length: int, target: str) -> str:
    """So many characters, in words of a few: one without end would break lines that no language breaks."""
    sign = _FILL[direction(target)]
    return "".join(" " if number % _WORD == 0 and number else sign for number in range(length))


def _letters(target: str) -> dict[int, str]:
    if direction(target) == "ltr":
        return {ord(letter): other for letter, other in zip(_PLAIN, _LATIN, strict=True)}
    script = _HEBREW if target.partition("-")[0] in ("he", "yi") else _ARABIC
    return {ord(letter): script[number % 26 % len(script)] for number, letter in enumerate(_PLAIN)}
