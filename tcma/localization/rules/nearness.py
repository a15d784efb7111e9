"""The translation memory: the same words again, or nearly the same."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

NEAR_ENOUGH = 75  # per cent


@dataclass(frozen=True)
class Near:
    """Approved words for a source that is `percent` like the one in hand."""

    source: str
    text: str
    percent: int


def digest(source: str) -> str:
    """SHA-256 of a source text, blanks aside: what the memory is looked up by."""
    return hashlib.sha256(" ".join(source.split()).encode()).hexdigest()


def nearest(source: str, known: Iterable[tuple[str, str]]) -> Near | None:
    """The nearest of `known` (source, text), if it is near enough and not the same."""
    best: Near | None = None
    matcher = SequenceMatcher(None, b=source, autojunk=False)
    least = NEAR_ENOUGH / 100
    for other, text in known:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        ratio = matcher.ratio()
        if ratio >= least and other != source:
            best, least = Near(other, text, int(ratio * 100)), ratio
    return best
