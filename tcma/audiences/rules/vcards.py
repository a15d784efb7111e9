"""vCards 2.1, 3.0 and 4.0: each card is a row. A card that can't be read costs nobody else theirs."""

import re
from collections.abc import Iterator
from typing import Any

import vobject

from tcma.audiences.rules.decoding import text_of
from tcma.audiences.rules.limits import LIMITS, Limits
from tcma.audiences.rules.table import Row
from tcma.base.errors import Refusal
from tcma.base.storage import Body
from tcma.base.words import N_

COLUMNS = ("email", "first_name", "last_name", "full_name", "company", "title", "phone", "country", "language")
_BEGIN = re.compile(r"BEGIN[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_END = re.compile(r"END[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
# What we take from a card. Photos, keys and notes are left where they are, and not even decoded.
_TAKEN = re.compile(r"(?:[\w-]+\.)?(?:BEGIN|END|VERSION|N|FN|ORG|TITLE|TEL|EMAIL|ADR|LANG)[;:]", re.IGNORECASE)
_QUOTED = re.compile(r"^[^:]*QUOTED-PRINTABLE[^:]*:", re.IGNORECASE)
_LONGEST = 10_000  # characters of what is taken from one card


def are_cards(body: Body, encoding: str) -> bool:
    """Whether the file begins as vCards do."""
    with text_of(body, encoding) as stream:
        head = stream.read(4096).lstrip("\ufeff \t\r\n")
    return bool(_BEGIN.match(head))


def rows(body: Body, encoding: str, limits: Limits = LIMITS) -> Iterator[Row]:
    """A row for each card, with the line on which it begins."""
    if len(body) > limits.book:
        raise Refusal(
            N_("A file of vCards may have %(most)s MB at most. Leave the photos out when you export it."),
            most=limits.book // 1024 // 1024,
        )
    if number(body, encoding) > limits.cards:  # before any is parsed, which takes a hundred times as long
        raise Refusal(N_("The file has more than %(most)s vCards. Split it into parts."), most=limits.cards)
    for line, lines, whole in _cards(body, encoding):
        yield _row(line, lines) if whole else Row(
            line, lines[:1], N_("The card begins here and does not end. Add END:VCARD after it.")
        )


def number(body: Body, encoding: str) -> int:
    """How many cards begin in a file."""
    with text_of(body, encoding) as stream:
        return sum(text[:5].upper() == "BEGIN" for text in stream)


def _cards(body: Body, encoding: str) -> Iterator[tuple[int, list[str], bool]]:
    """(line, lines of the card, whether it ends), split before anything is parsed; a card inside a card is skipped."""
    begun, depth, card, line = 0, 0, list[str](), 0
    with text_of(body, encoding) as stream:
        for chunk in stream:
            for text in re.split(r"\r\n|\r|\n", chunk.rstrip("\r\n")):
                line += 1
                text = text.removeprefix("\ufeff")
                if _BEGIN.fullmatch(text):
                    if depth and not _agent(card):
                        yield begun, card, False
                        depth = 0
                    if not depth:
                        begun, card = line, []
                    depth += 1
                if depth == 1:
                    card.append(text)
                elif depth == 0 and text.strip():
                    yield line, [text], False
                if depth and _END.fullmatch(text):
                    depth -= 1
                    if not depth:
                        yield begun, card, True
        if depth:
            yield begun, card, False


def _agent(card: list[str]) -> bool:
    """Whether the line before opens a card inside this one."""
    return bool(card) and card[-1].upper().startswith("AGENT")


def _row(line: int, lines: list[str]) -> Row:
    try:
        card = vobject.readOne("\r\n".join(_taken(lines)), allowQP=True)
        return _read(line, card.contents)
    except Refusal as refusal:
        return Row(line, lines[:1], refusal.message)
    # Whatever a broken card makes of the parser, it is this card's; memory and recursion are bounded by its length.
    except Exception:
        return Row(line, [_named(lines)], N_("The card cannot be read. Export it again, or type the person in."))


def _named(lines: list[str]) -> str:
    """What a person recognises a broken card by."""
    return next((line.partition(":")[2] for line in lines if line[:2].upper() in ("FN", "EM")), "")[:120]


def _taken(lines: list[str]) -> Iterator[str]:
    """The lines that are read, with those that go on from them."""
    taking = quoted = False
    size = 0
    for text in lines:
        goes_on = text[:1] in (" ", "\t") or quoted
        if not goes_on:
            taking = bool(_TAKEN.match(text))
        quoted = bool(taking and text.endswith("=") and (quoted or _QUOTED.match(text)))
        if taking and text:
            size += len(text)
            if size > _LONGEST:
                raise Refusal(N_("The card is too long to be one person's."))
            yield text


def _read(line: int, contents: dict[str, list[Any]]) -> Row:
    name = contents["n"][0].value if "n" in contents else None
    emails = sorted(contents.get("email", []), key=_preference)
    said = {
        "email": emails[0].value if emails else "",
        "first_name": _text(getattr(name, "given", "")),
        "last_name": _text(getattr(name, "family", "")),
        "full_name": _first(contents, "fn"),
        "company": _text(contents["org"][0].value[:1]) if "org" in contents else "",
        "title": _first(contents, "title"),
        "phone": _first(contents, "tel").removeprefix("tel:"),
        "country": next((_text(one.value.country) for one in contents.get("adr", []) if one.value.country), ""),
        "language": _first(contents, "lang"),
    }
    if said["first_name"] or said["last_name"]:
        said["full_name"] = ""
    others = {one.value.strip().casefold() for one in emails if one.value.strip()}
    return Row(line, [said[column] for column in COLUMNS], marks=("several",) if len(others) > 1 else ())


def _preference(email: Any) -> int:
    """The address that the card prefers first, then the one at work; else they stay in their order."""
    kinds = {kind.casefold() for values in email.params.values() for kind in values}
    kinds |= {kind.casefold() for kind in getattr(email, "singletonparams", [])}
    if "pref" in kinds or "1" in email.params.get("PREF", []):
        return 0
    return 1 if "work" in kinds else 2


def _first(contents: dict[str, list[Any]], name: str) -> str:
    return next((_text(one.value) for one in contents.get(name, []) if one.value), "")


def _text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
