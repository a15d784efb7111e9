"""Addresses and domains that somebody lists: read line by line, from a field or a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tcma.audiences.rules.addresses import BadAddress, account_domain, read_address, stripped
from tcma.base.errors import Refusal
from tcma.base.words import N_

MOST = 100_000
"""Lines of one file."""
_CELLS = re.compile(r"[;,\t|]")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@dataclass
class Listed:
    """Keys as suppressions are held under, each once; and the lines that are neither: [(line, what stands there)]."""

    keys: list[str] = field(default_factory=list)
    refused: list[tuple[int, Refusal]] = field(default_factory=list)


def decoded(body: bytes) -> str:
    """A file's text. Addresses are ASCII in every encoding we may be given; a NUL says that it is no text."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    if b"\0" in body:
        raise Refusal(N_("This is not a text file. Save the list as CSV and choose it again."))
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def read_listed(text: str) -> Listed:
    """Each line's first cell that is an address or a domain. A first line with neither is a header, and no error."""
    found, seen = Listed(), set[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if number > MOST:
            raise Refusal(N_("The list has more than %(most)s lines. Split it into parts."), most=MOST)
        try:
            key = _key(line)
        except Refusal as refusal:
            if number > 1 or "@" in line:
                found.refused.append((number, refusal))
            continue
        if key and key not in seen:
            seen.add(key)
            found.keys.append(key)
    return found


def _key(line: str) -> str:
    """The key of a line, '' for an empty one. Raises Refusal."""
    refusal: Refusal | None = None
    for cell in _cells(line):
        try:
            return read_address(cell).key if "@" in cell[1:] else _domain(cell)
        except Refusal as error:
            refusal = refusal if refusal and "@" not in cell else error
    if refusal is not None:
        raise refusal
    return ""


def _cells(line: str) -> Iterator[str]:
    for cell in _CELLS.split(line[:2_000]):
        if found := stripped(cell).strip("\"'"):
            yield found


def _domain(cell: str) -> str:
    """`@` and the A-label of a domain. One of a mailbox provider is refused: it is everyone's."""
    name = cell.removeprefix("@").removeprefix("*.").rstrip(".")
    try:
        domain = read_address(f"a@{name}").domain
    except BadAddress:
        raise Refusal(N_("“%(value)s” is neither an address nor a domain."), value=cell[:80]) from None
    if account_domain(domain) is None:
        raise Refusal(N_("%(domain)s is a mailbox provider. List the addresses of those you mean."), domain=domain)
    return f"@{domain}"
