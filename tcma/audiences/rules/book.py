"""A spreadsheet file is a ZIP of XML: looked through and packed anew before a reader sees any of it.

Sizes that lie, entries that share bytes, entities, macros, cells a million columns away: what is refused or dropped
here never reaches the reader, which would believe it.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from tcma.audiences.rules.limits import Limits
from tcma.base.errors import Refusal
from tcma.base.storage import Body
from tcma.base.words import N_

_TOO_LARGE = N_("The spreadsheet unpacks to more than we take. Save its sheet as CSV UTF-8 and choose that.")
_DAMAGED = N_("The spreadsheet is damaged. Open it, save it again and choose it again.")
_MACROS = N_("The spreadsheet holds macros. Save it as .xlsx or as CSV UTF-8 and choose that.")
_NO_BOOK = N_("This is a ZIP file, and no spreadsheet we read. Save the list as .xlsx or CSV UTF-8 and choose that.")
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true|on)["']""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,4})(\d{1,8})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b")
_UNSOLVED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f\s*>)\s*"
    rb"(</(?:\w+:)?c\s*>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</(?:\w+:)?v\s*>)"
)
_PIECE = 1 << 20
_LONGEST_ROW = 4 << 20


@dataclass
class Sheet:
    """One sheet: the rows that are hidden, and those with a formula that has no result, by their number from 1."""

    name: str
    hidden: bool
    filled: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    unsolved: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    at: int = 0


@dataclass(frozen=True)
class Book:
    """The sheets, and the file packed anew with nothing in it but the XML that was looked through."""

    sheets: list[Sheet]
    packed: bytes


def opened(body: Body, limits: Limits) -> Book:
    """Look through a spreadsheet. Raises Refusal for what is too large, damaged, or no .xlsx."""
    if len(body) > limits.book:
        raise Refusal(
            N_("A spreadsheet may have %(most)s MB at most. Save it as CSV UTF-8 and choose that."),
            most=limits.book // 1024 // 1024,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(body[:])) as archive:
            return _looked_through(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
            KeyError, ElementTree.ParseError):  # fmt: skip
        raise Refusal(_DAMAGED) from None


def _looked_through(archive: zipfile.ZipFile, limits: Limits) -> Book:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    _check_kind(archive, names, limits)
    if len(names) < len(entries):
        raise Refusal(_DAMAGED)
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise Refusal(_MACROS)
    taken = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    _check_sizes(entries, taken, limits)
    sheets = {path: sheet for path, sheet in _sheets(archive, names) if path in names}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as anew:
        for entry in taken:
            with anew.open(entry.filename, "w") as out:
                sheet = sheets.get(entry.filename)
                for piece in _scanned(_read(archive, entry), sheet):
                    out.write(piece)
            if sheet and max(sheet.last_row, 1) * max(sheet.last_column, 1) > limits.cells:
                raise Refusal(_TOO_LARGE)
    return Book(list(sheets.values()), packed.getvalue())


def _check_kind(archive: zipfile.ZipFile, names: set[str], limits: Limits) -> None:
    """Refuse other files that are ZIPs too, by their own names."""
    if len(archive.infolist()) > limits.entries:
        raise Refusal(_TOO_LARGE)
    if "xl/workbook.bin" in names:
        raise Refusal(N_("This is a binary spreadsheet (.xlsb). Save it as .xlsx or CSV UTF-8 and choose that."))
    if "content.xml" in names and "mimetype" in names:
        raise Refusal(N_("This is an OpenDocument file. Save it as .xlsx or CSV UTF-8 and choose that."))
    if "xl/workbook.xml" not in names:
        raise Refusal(_NO_BOOK)


def _check_sizes(entries: list[zipfile.ZipInfo], taken: list[zipfile.ZipInfo], limits: Limits) -> None:
    """What the entries say of themselves; what they really hold is cut off at that by the reading."""
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Refusal(_TOO_LARGE)
    for entry in taken:
        if entry.file_size > _PIECE and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise Refusal(_TOO_LARGE)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry piece by piece, no more than it says it holds; refuses declarations of entities anywhere in it."""
    tail = b""
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            if not tail and piece.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise Refusal(_DAMAGED)  # UTF-16, which no program writes here: nothing below would see through it
            if b"\0" in piece or _DECLARED.search(tail + piece):
                raise Refusal(_DAMAGED)
            tail = piece[-64:]
            yield piece


def _sheets(archive: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, Sheet]]:
    """(path, sheet) of each worksheet the workbook names, in its order."""
    targets: dict[str, str] = {}
    for relation in _tree(archive, "xl/_rels/workbook.xml.rels"):
        target = relation.get("Target", "")
        if relation.get("Type", "").endswith("/worksheet"):
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            targets[relation.get("Id", "")] = path
    for element in _tree(archive, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in element.items() if name.rpartition("}")[2] == "id"), "")
            if sheet_path := targets.get(key):
                yield sheet_path, Sheet(element.get("name", ""), element.get("state", "visible") != "visible")


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A small part as a tree; it holds no declarations, so nothing in it can grow."""
    entry = archive.getinfo(name)
    if entry.file_size > _PIECE:
        raise Refusal(_TOO_LARGE)
    return ElementTree.fromstring(b"".join(_read(archive, entry)))


def _scanned(pieces: Iterator[bytes], sheet: Sheet | None) -> Iterator[bytes]:
    """The pieces as they are; what they say about the rows of `sheet` is noted on the way."""
    rest = b""
    for piece in pieces:
        if sheet is not None:
            *whole, rest = _ROW_END.split(rest + piece)
            for text in whole:
                _note(text, sheet)
            if len(rest) > _LONGEST_ROW:
                raise Refusal(_TOO_LARGE)
        yield piece
    if sheet is not None:
        _note(rest, sheet)


def _note(text: bytes, sheet: Sheet) -> None:
    """What ends with a row: its number, whether it is hidden, how far right it reaches, formulas without result."""
    own = b""
    for found in _ROW.finditer(text):  # the ones before the last are empty and close themselves
        own = found[1]
        number = _NUMBER.search(own)
        sheet.at = int(number[1]) if number else sheet.at + 1
    if _VALUE.search(text):
        sheet.filled = True
        places = _PLACE.findall(text)
        sheet.last_row = max([sheet.last_row, sheet.at, *(int(digits) for _, digits in places)])
        columns = (_column(letters) for letters, _ in places)
        sheet.last_column = max([sheet.last_column, len(_CELL.findall(text)), *columns])
    if _HIDDEN.search(own):
        sheet.hidden_rows.add(sheet.at)
    if b"f" in text and any(b'"str"' not in cell or end[:2] == b"</" for cell, end in _UNSOLVED.findall(text)):
        sheet.filled = True
        sheet.unsolved.add(sheet.at)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
