"""A mail compiled for the wire: what is the same for everyone is encoded once, so that a reader costs a join.

Quoted-printable (RFC 2045, 6.7) lets text be cut anywhere by a soft line break. Every piece here, static text as well
as a value, begins at the start of a line and ends at the start of the next one: so pieces can be put together without
a look at what stands beside them, and no line grows too long.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from tcma.composing.rules.mail import PLACEHOLDER

_WIDTH = 75  # of a line, besides the "=" of its soft break
_SOFT = b"=\r\n"
_PLAIN = re.compile(r"[ -<>-~]+")  # stands for itself
_UNSAFE = re.compile(rb"[^\t -<>-~]")
_LINE_END = re.compile(r"\r\n|\n")


class Part:
    """Subject, text or HTML with its fields: static pieces, and the places between them."""

    def __init__(self, part: str) -> None:
        static_and_names = PLACEHOLDER.split(part)
        self._static, self._names = static_and_names[::2], static_and_names[1::2]
        self._pieces = [b""] * len(static_and_names)
        self._pieces[::2] = [quoted(piece) for piece in self._static]
        self._used = set(self._names)

    def plain(self, values: Mapping[str, str]) -> str:
        """The words themselves. KeyError for a field without a value."""
        pieces = list(self._static)
        for place, name in enumerate(self._names):
            pieces[place] += values[name]
        return "".join(pieces)

    def encoded(self, values: Mapping[str, str]) -> bytes:
        """Quoted-printable, with CR LF at the ends of lines; a value is decoded to exactly what it was.

        KeyError for a field without a value.
        """
        encoded = {name: quoted_value(values[name]) for name in self._used}
        pieces = self._pieces.copy()
        pieces[1::2] = [encoded[name] for name in self._names]
        return b"".join(pieces)


@lru_cache(maxsize=256)
def compiled(part: str) -> Part:
    """A part of a mail, compiled at its first reader."""
    return Part(part)


def quoted(text: str) -> bytes:
    """Static text: its line ends become CR LF, all else is decoded to what it was."""
    *lines, last = _LINE_END.split(text)
    return b"".join([*(_line(line.encode(), ends=True) for line in lines), _line(last.encode(), ends=False)])


def quoted_value(value: str) -> bytes:
    """A value of somebody's: nothing in it ends a line."""
    if _PLAIN.fullmatch(value) and value[0] != ".":
        data = value.encode()
        if len(data) <= _WIDTH:
            return data + _SOFT
        if b"." not in data[_WIDTH::_WIDTH]:
            return _SOFT.join([*(data[at : at + _WIDTH] for at in range(0, len(data), _WIDTH)), b""])
    return _line(value.encode(), ends=False)


def _line(data: bytes, *, ends: bool) -> bytes:
    """One line of text, ended for good or by a soft break; as many lines as it takes, none of which begins with a dot.

    A dot there would be the end of the message to SMTP, or be doubled. White space before a line end may be lost.
    """
    rest = _UNSAFE.sub(lambda found: b"=%02X" % found[0][0], data)
    if ends and rest.endswith((b" ", b"\t")):
        rest = rest[:-1] + b"=%02X" % rest[-1]
    lines = []
    while rest:
        if rest.startswith(b"."):
            rest = b"=2E" + rest[1:]
        cut = _WIDTH
        if len(rest) > cut and b"=" in rest[cut - 2 : cut]:
            cut = rest.rindex(b"=", 0, cut)
        lines.append(rest[:cut])
        rest = rest[cut:]
    whole = _SOFT.join(lines)
    if ends:
        return whole + b"\r\n"
    return whole + _SOFT if whole else b""
