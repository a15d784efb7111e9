"""A person's records in a contact file that is kept: cut out, or found where nothing can be cut."""

import csv
import io
import zipfile
from collections.abc import Iterator

from tcma.rights.rules.needles import Needles

UNPACKED = 300 * 1024 * 1024  # bytes of a packed file that are looked at; more than any that an import takes


def mentions(body: bytes, needles: Needles) -> bool:
    """Whether the file may name the person: a text in any encoding we take, or a packed spreadsheet."""
    return any(needles.in_text(text) for text in _texts(body))


def _texts(body: bytes) -> Iterator[str]:
    if body.startswith(b"PK"):
        yield from _unpacked(body)
        return
    for encoding in ("utf-8", "utf-16"):
        yield body.decode(encoding, "ignore")


def _unpacked(body: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for part in packed.infolist():
                with packed.open(part) as file:
                    yield file.read(UNPACKED).decode("utf-8", "ignore")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        yield body.decode("utf-8", "ignore")


def cut_out(body: bytes, *, encoding: str, delimiter: str, needles: Needles, keep_place: bool) -> bytes | None:
    """The separated text without the person's records; None if it is no such text, or nothing can be cut.

    `keep_place`: a row that names nobody stands in for each, for a file whose rows are counted.
    """
    if body.startswith(b"PK") or len(delimiter) != 1:
        return None
    try:
        text = body.decode(encoding)
        kept = list(_records(text, delimiter, needles, keep_place))
    except (UnicodeError, LookupError, csv.Error, TypeError):
        return None
    rest = "".join(kept)
    return None if needles.in_text(rest) else rest.encode(encoding)


def _records(text: str, delimiter: str, needles: Needles, keep_place: bool) -> Iterator[str]:
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(iter(lines), delimiter=delimiter)
    start = 0
    for cells in reader:
        raw = "".join(lines[start : reader.line_num])
        start = reader.line_num
        if not needles.in_text(raw):
            yield raw
        elif keep_place:
            yield delimiter.join("erased" for _ in cells) + "\n"
    yield "".join(lines[start:])
