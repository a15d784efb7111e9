"""A text in pieces that an engine takes: sentences together as far as they fit, else words, else what fits."""

import re
from collections.abc import Callable, Iterator

from tcma.localization.rules import sentences

_WORD = re.compile(r"(\S+)(\s*)")


def pieces(text: str, fits: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """(piece, blank after it); joined they are the text again. No marker is cut in two."""
    if fits(text):
        yield text, ""
        return
    yield from _joined(_small(text, fits), fits)


def _small(text: str, fits: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Sentences, and the words of those that are too long."""
    for sentence, blank in sentences(text):
        if fits(sentence):
            yield sentence, blank
            continue
        words = [(found[1], found[2]) for found in _WORD.finditer(sentence)]
        for number, (word, gap) in enumerate(words):
            yield from _cut(word, gap if number + 1 < len(words) else blank, fits)


def _cut(word: str, blank: str, fits: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """A word without end, such as a sentence of a script without blanks."""
    while not fits(word):
        size = len(word) // 2
        while not fits(word[:size]):
            size //= 2
        opened = word.rfind("⟦", 0, size)
        if opened > word.rfind("⟧", 0, size) and opened > 0:
            size = opened
        yield word[:size], ""
        word = word[size:]
    yield word, blank


def _joined(parts: Iterator[tuple[str, str]], fits: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    held, gap = "", ""
    for part, blank in parts:
        if held and fits(held + gap + part):
            held, gap = held + gap + part, blank
            continue
        if held:
            yield held, gap
        held, gap = part, blank
    if held:
        yield held, gap
