"""Kit texts taken apart: words, **bold**, [label](target) and {{ merge | tags }}."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tcma.catalogue.rules import BOLD, LINK, TAG


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Merge:
    """A merge tag."""

    name: str
    fallback: str


@dataclass(frozen=True)
class Bold:
    pieces: tuple["Piece", ...]


@dataclass(frozen=True)
class Anchor:
    """A link in running text."""

    label: tuple["Piece", ...]
    target: str


Piece = Words | Merge | Bold | Anchor


def pieces(text: str) -> tuple[Piece, ...]:
    """Running text: all marks count."""
    return tuple(_pieces(text, (TAG, BOLD, LINK)))


def line_pieces(text: str) -> tuple[Piece, ...]:
    """A line such as a heading: only merge tags count."""
    return tuple(_pieces(text, (TAG,)))


def _pieces(text: str, marks: tuple[re.Pattern[str], ...]) -> Iterator[Piece]:
    while text:
        found = min(filter(None, (mark.search(text) for mark in marks)), key=lambda match: match.start(), default=None)
        if found is None:
            yield Words(text)
            return
        if found.start():
            yield Words(text[: found.start()])
        if found.re is TAG:
            yield Merge(found[1], (found[2] or "").strip())
        elif found.re is BOLD:
            yield Bold(tuple(_pieces(found[1], tuple(mark for mark in marks if mark is not BOLD))))
        else:
            yield Anchor(tuple(_pieces(found[1], (TAG,))), found[2])
        text = text[found.end() :]
