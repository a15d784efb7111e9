"""Which encoding a file is in: known for certain, recognised, or a question to the person who brought it."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from charset_normalizer import from_bytes

from tcma.audiences.rules.question import Question
from tcma.base.errors import Refusal
from tcma.base.storage import Body
from tcma.base.words import N_

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Files that are something else: what they begin with, and what to call them.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", N_(
        "This is an old Excel file (.xls), or one with a password. Save it as .xlsx without one, or as CSV UTF-8."
    )),
    (b"%PDF", N_("This is a PDF. Save the list as CSV UTF-8 and choose that.")),
    (b"\x89PNG", N_("This is a picture, not a list of people.")),
    (b"\xff\xd8\xff", N_("This is a picture, not a list of people.")),
    (b"\x1f\x8b", N_("This file is compressed. Unpack it and choose the CSV inside.")),
)
# What a person may be asked to choose from; the names are the standards' own.
NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251",
    "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1255": "Windows-1255", "cp1256": "Windows-1256",
    "cp1257": "Windows-1257", "iso8859_2": "ISO 8859-2", "koi8_r": "KOI8-R", "mac_roman": "Mac Roman",
    "cp850": "DOS 850", "shift_jis": "Shift JIS", "gb18030": "GB 18030", "big5": "Big5", "euc_kr": "EUC-KR",
    "euc_jp": "EUC-JP",
}  # fmt: skip
_ASKED = ("cp1252", "cp1250", "cp1254", "cp1251", "cp1253", "cp1256", "cp1255", "mac_roman", "cp850", "koi8_r",
          "shift_jis", "gb18030", "euc_kr", "big5")  # fmt: skip
# Inside a word of Western Europe stand these, and nothing else outside ASCII.
_WESTERN = frozenset("äöüÄÖÜßéèêëÉÈÊËáàâãåÁÀÂÃÅçÇñÑíìîïÍÌÎÏóòôõøÓÒÔÕØúùûÚÙÛýÿÝæÆœŒšŠžŽªº\u2019")
# Where a byte means one letter here and another there, the endings of addresses nearby decide who has to say.
_ELSEWHERE = re.compile(rb"\.(cz|sk|pl|hu|ro|si|hr|rs|ba|al|tr|lt|lv|ee|gr|bg|ru|ua|il|jp|kr|cn|tw)\b", re.IGNORECASE)
_SIGNS = r"\xa1-\xa9\xab-\xb9\xbb-\xbf\xd7\xf7\u0192\u02c6\u02dc\u2013-\u2018\u201a-\u203a\u2122"
_AMID = re.compile(rf"[^\W\d_][{_SIGNS}][^\W\d_]|[\xa2-\xa6\xac-\xb3\xb8\xb9\xbc-\xbe][^\W\d_]")
_NORDIC, _ACUTE = re.compile("[øØ]"), re.compile("[áíýúìèùïòÁÍÝÚ]")
# Tried once for each run of letters: a file that is one long run costs no more than its length.
_WORD = re.compile(r"(?:(?<![^\W\d_])[^\W\d_]+)?[^\x00-\x7f][^\W\d_]*")


@dataclass(frozen=True)
class Candidate:
    """One way to read the bytes, and a few words as they would come out."""

    encoding: str
    name: str
    sample: str


class UnknownEncoding(Question):
    """The file can be read in several ways; the person says which one shows their words rightly."""

    about = "encoding"

    def __init__(self, candidates: list[Candidate]) -> None:
        super().__init__(N_("Which of these shows the words of the file rightly? Its encoding does not say."))
        self.candidates = candidates

    def choices(self) -> list[list[str]]:
        return [[one.encoding, one.name, one.sample] for one in self.candidates]


class _Window(io.RawIOBase):
    """A body as a stream."""

    def __init__(self, body: Body) -> None:
        self._body, self._at = body, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._body[self._at : self._at + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def text_of(body: Body, encoding: str) -> io.TextIOWrapper:
    """The characters of a file, decoded as they are read."""
    return io.TextIOWrapper(io.BufferedReader(_Window(body), 1 << 16), encoding=encoding, newline="")


def _pieces(body: Body, size: int = 1 << 20) -> Iterator[bytes]:
    """The file in whole lines, about `size` bytes of them at a time."""
    start = 0
    while piece := body[start : start + size]:
        cut = max(piece.rfind(b"\n"), piece.rfind(b"\r")) + 1
        if cut and start + len(piece) < len(body):
            piece = piece[:cut]
        yield piece
        start += len(piece)


def _decodes(body: Body, encoding: str) -> bool:
    try:
        with text_of(body, encoding) as stream:
            while stream.read(1 << 20):
                pass
    except (UnicodeError, LookupError):
        return False
    return True


def _sample(body: Body, encoding: str) -> str:
    """The first lines that are not plain ASCII."""
    lines = [line for line in re.split(rb"[\r\n]+", body[: 1 << 20]) if not line.isascii()]
    return " · ".join(line[:80].decode(encoding, "replace") for line in lines[:3])


def _candidates(body: Body) -> list[Candidate]:
    guess = from_bytes(body[: 1 << 18]).best()
    order = dict.fromkeys([*([guess.encoding] if guess and guess.encoding in NAMES else []), *_ASKED])
    found: dict[str, Candidate] = {}
    for encoding in order:
        if _decodes(body, encoding):
            sample = _sample(body, encoding)
            if sample.isprintable():
                found.setdefault(sample, Candidate(encoding, NAMES[encoding], sample))
    return list(found.values())[:10]


def _western(piece: bytes) -> bool:
    """Whether Windows-1252 makes words of it that are written in Western Europe."""
    try:
        text = piece.decode("cp1252")
    except UnicodeDecodeError:
        return False
    for word in set(_WORD.findall(text)):
        strange = [letter for letter in word if not letter.isascii()]
        if any(letter not in _WESTERN for letter in strange if letter.isalpha()):
            return False
        if _NORDIC.search(word) and _ACUTE.search(word):  # ø beside í: a Czech ř
            return False
        if len(word) > 3 and len(strange) * 2 > len(word):  # a script of its own: Cyrillic, Greek, Arabic
            return False
    # Punctuation outside words is harmless; a sign amid or before letters is a letter of another code page.
    if _AMID.search(text):
        return False
    return not _differs_abroad(piece)


def _differs_abroad(piece: bytes) -> bool:
    """Whether a line with an address from elsewhere would read otherwise in the code page used there."""
    for line in re.split(rb"[\r\n]+", piece):
        if not line.isascii() and _ELSEWHERE.search(line):
            here = line.decode("cp1252", "replace")
            if any(here != line.decode(other, "replace") for other in ("cp1250", "cp1254", "cp1257")):
                return True
    return False


def _without_mark(body: Body) -> str | None:
    """UTF-16 that does not say so: every other byte of plain text is zero."""
    head = body[:4096]
    half = max(len(head) // 2, 1)
    if head[1::2].count(0) > 0.7 * half and head[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def encoding_of(body: Body) -> str:
    """The encoding; refuses what is no text, and asks where several readings are possible."""
    head = body[:8]
    for start, words in _OTHERS:
        if head.startswith(start):
            raise Refusal(words)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None) or _without_mark(body)
    if marked:
        if _decodes(body, marked):
            return marked
        raise Refusal(
            N_("The file says it is %(name)s, but it is damaged. Save it again as CSV UTF-8."), name=NAMES[marked]
        )
    if _decodes(body, "utf-8"):
        return "utf-8"
    if all(map(_western, _pieces(body))):
        return "cp1252"
    candidates = _candidates(body)
    if not candidates:
        raise Refusal(N_("The words of this file cannot be read in any encoding we know. Save it as CSV UTF-8."))
    raise UnknownEncoding(candidates)


def checked_encoding(body: Body, encoding: str) -> str:
    """An encoding a person chose; refused if the file is not in it."""
    if encoding not in NAMES or not _decodes(body, encoding):
        raise Refusal(N_("The file cannot be read that way. Choose another encoding."))
    return encoding
