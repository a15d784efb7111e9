"""What no engine may touch stands as an opaque marker while it translates, and comes back afterwards.

`Hi {{ first_name | there }}, **save 20%**` becomes `Hi ⟦0⟧, ⟦1⟧save ⟦2⟧⟦3⟧`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tcma.catalogue.rules import BOLD, LINK, TAG, tags
from tcma.catalogue.rules.texts import markers, odd_bold

OPEN, CLOSE = "⟦", "⟧"
MARKER = re.compile(r"(\s*)⟦\s*(\d{1,4})\s*⟧(\s*)")
_BRACKET = re.compile("[⟦⟧]")
# Addresses, mailboxes, names of networks, and numbers whose unit is a sign: a word for a unit is translated.
_ADDRESS = re.compile(r"\bhttps?://[^\s()<>\[\]]+[^\s()<>\[\].,;:!?]|\bwww\.[^\s()<>\[\]]+[^\s()<>\[\].,;:!?]")
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = re.compile(r"(?<!\w)[#@]\w[\w-]*")
_UNIT = r"(?:%|°C|°F|[kMGT]B|[kMG]bit/s|[kMG]Hz|ms|km|kg|kWh|EUR|USD|GBP|CHF|AED|€|\$|£)"
_AMOUNT = re.compile(rf"(?<!\w)(?:[€$£]\s?\d[\d.,]*\d|[€$£]\s?\d|\d(?:[\d.,]*\d)?\s?{_UNIT}(?!\w)|24/7)")


class MarkersChanged(Exception):
    """The translation lost, doubled or invented a marker; the message names them."""


@dataclass(frozen=True)
class Held:
    """What one marker stands for. `side`: '' alone, 'open' or 'close' where it belongs to the words beside it."""

    written: str
    side: str = ""


@dataclass(frozen=True)
class Masked:
    """`fallbacks` are {number of the marker: the word said to readers whose name is unknown}."""

    source: str
    text: str
    held: tuple[Held, ...]
    fallbacks: Mapping[int, str] = field(default_factory=dict)

    @property
    def bare(self) -> bool:
        """Whether there is no letter left to translate."""
        return not any(character.isalpha() for character in MARKER.sub("", self.text))


Span = tuple[int, int, Held]


def mask(text: str, terms: Iterable[str] = ()) -> Masked:
    """The text with markers; `terms` are words that stay as they are in every language."""
    taken: list[Span] = []
    for group in _groups(text, terms):
        if all(_free(taken, start, end) for start, end, _held in group):
            taken += group
    taken.sort()
    out: list[str] = []
    held: list[Held] = []
    fallbacks: dict[int, str] = {}
    at = 0
    for start, end, one in taken:
        out += [text[at:start], f"{OPEN}{len(held)}{CLOSE}"]
        found = tags(one.written)
        if found and found[0].fallback:
            fallbacks[len(held)] = found[0].fallback
        held.append(one)
        at = end
    return Masked(text, "".join([*out, text[at:]]), tuple(held), fallbacks)


def _groups(text: str, terms: Iterable[str]) -> Iterator[list[Span]]:
    """What is held, the more important first; the two ends of one thing together."""
    yield from _alone(_BRACKET, text)
    yield from _alone(TAG, text)
    for found in LINK.finditer(text):
        tight = found[1] == found[1].strip()
        yield [
            (found.start(), found.start() + 1, Held("[", "open" if tight else "")),
            (found.end(1), found.end(), Held(text[found.end(1) : found.end()], "close" if tight else "")),
        ]
    for found in BOLD.finditer(text):
        yield [
            (found.start(), found.start() + 2, Held("**", "open")),
            (found.end() - 2, found.end(), Held("**", "close")),
        ]
    for pattern in (_ADDRESS, _MAILBOX, *map(_exactly, sorted(terms, key=len, reverse=True)), _AMOUNT, _NAME):
        yield from _alone(pattern, text)


def _alone(pattern: re.Pattern[str], text: str) -> Iterator[list[Span]]:
    for found in pattern.finditer(text):
        yield [(found.start(), found.end(), Held(found[0]))]


def _exactly(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term)}(?!\w)")


def _free(taken: list[Span], start: int, end: int) -> bool:
    return all(end <= other or start >= other_end for other, other_end, _held in taken)


def unmask(masked: Masked, said: str, fallbacks: Mapping[int, str] | None = None) -> str:
    """The translation with what the markers stood for; `fallbacks` say the words for unknown names anew.

    Raises MarkersChanged unless every marker is there exactly once and holds what it held.
    """
    check_markers(masked.text, said)

    def put_back(found: re.Match[str]) -> str:
        number = int(found[2])
        held = masked.held[number]
        written = held.written
        if fallbacks and fallbacks.get(number) and number in masked.fallbacks:
            written = _with_fallback(written, masked.fallbacks[number], fallbacks[number])
        if held.side == "open":  # a blank that slipped inside goes out again
            return (found[1] or found[3]) + written
        if held.side == "close":
            return written + (found[3] or found[1])
        return found[1] + written + found[3]

    text = MARKER.sub(put_back, said)
    if markers(text) != markers(masked.source) or odd_bold(text) != odd_bold(masked.source):
        raise MarkersChanged(", ".join(sorted(markers(masked.source) - markers(text))) or "**")
    return text


def check_markers(source: str, said: str) -> None:
    """Raises MarkersChanged unless both have the same markers, each as often."""
    before, after = numbers(source), numbers(said)
    stray = len(_BRACKET.findall(MARKER.sub("", said)))
    if before != after or stray:
        wrong = sorted((before - after) | (after - before))
        raise MarkersChanged(", ".join(f"{OPEN}{number}{CLOSE}" for number in wrong) or _BRACKET.findall(said)[0])


def numbers(text: str) -> Counter[int]:
    """How often each marker is there."""
    return Counter(int(found[2]) for found in MARKER.finditer(text))


def _with_fallback(written: str, before: str, after: str) -> str:
    """The merge tag with another word for unknown names; one that could not stand in a tag changes nothing."""
    after = " ".join(after.split())
    if not after or set(after) & set("{}|⟦⟧") or len(after) > 3 * len(before) + 20:
        return written
    head, _bar, tail = written.partition("|")
    return f"{head}|{tail.replace(before, after, 1)}"
