"""Kit texts: merge tags, **bold** and [label](target) are all a writer can use, and how to find them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

# Without backtracking: what follows a mark never holds what ends it. The fallback keeps its blanks.
TAG = re.compile(r"\{\{\s*+([A-Za-z0-9_.]++)\s*+(?:\|([^{}|]*+))?\}\}")
LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)

_PROGRAM = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_BROKEN_LINK = re.compile(r"\[[^\[\]\n]+\]\s*\([^()]*\)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_MOJIBAKE = re.compile(r"[ÃØÙ][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]|â€|Â[\u00a0-\u00bf]|\ufffd")


@dataclass(frozen=True)
class Tag:
    """`{{ first_name | there }}`: a name and what to say where it is unknown."""

    name: str
    fallback: str
    written: str


def paragraphs(text: str) -> str:
    """Paragraphs parted by one empty line; a line break inside one is a space."""
    parts = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(part.split()) for part in parts if part.strip())


def tags(text: str) -> list[Tag]:
    return [Tag(found[1], (found[2] or "").strip(), found[0]) for found in TAG.finditer(text)]


def pair(line: str) -> tuple[str, str]:
    """The sides of `first | second`, the second '' where there is no bar; one inside a merge tag parts nothing."""
    bar = TAG.sub(lambda tag: " " * len(tag[0]), line).find("|")
    return (line[:bar].strip(), line[bar + 1 :].strip()) if bar >= 0 else (line, "")


def links(text: str) -> list[tuple[str, str]]:
    """(label, target) of each [label](target)."""
    return [(found[1], found[2]) for found in LINK.finditer(text)]


def markers(text: str) -> Counter[str]:
    """What a translation must keep: merge tags by name, links by target, the number of bold runs and of lines."""
    found: Counter[str] = Counter(f"{{{{ {tag.name} }}}}" for tag in tags(text))
    found.update(f"[...]({target})" for _, target in links(text))
    bold = len(BOLD.findall(text))
    if bold:
        found["**bold**"] = bold
    return found


def lost(source: Counter[str], translation: Counter[str]) -> Iterator[tuple[str, int, int]]:
    """(marker, times in the source, times in the translation) where they differ."""
    for marker in sorted(source.keys() | translation.keys()):
        if source[marker] != translation[marker]:
            yield marker, source[marker], translation[marker]


def leftover_code(text: str) -> str:
    """The first thing that looks like a program and is not a merge tag, or ''."""
    found = _PROGRAM.search(TAG.sub("", text))
    return found[0] if found else ""


def html_in(text: str) -> str:
    """The first HTML tag, or ''."""
    found = _HTML.search(text)
    return found[0] if found else ""


def broken_link(text: str) -> str:
    """Something meant as a link that is not one, or ''."""
    found = _BROKEN_LINK.search(LINK.sub("", TAG.sub("", text)))
    return found[0] if found else ""


def odd_bold(text: str) -> bool:
    """Whether a ** has no partner."""
    return "**" in BOLD.sub("", text)


def unreadable(text: str) -> str:
    """The first invisible control character or the trace of a wrong encoding, or ''."""
    found = _CONTROL.search(text.replace("\n", "").replace("\t", "")) or _MOJIBAKE.search(text)
    return found[0] if found else ""


def network_length(network: str, text: str) -> int:
    """Length as the network counts it: X counts characters outside the Latin to Arabic range twice."""
    if network != "x":
        return len(text)
    return sum(1 if _single(ord(character)) else 2 for character in text)


def _single(code: int) -> bool:
    return code <= 4351 or 8192 <= code <= 8205 or 8208 <= code <= 8223 or 8242 <= code <= 8247
