"""Rows of a text file: which sign separates the cells, and what a quote opened and never closed swallows."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tcma.audiences.rules.decoding import text_of
from tcma.audiences.rules.limits import LIMITS
from tcma.base.errors import Refusal
from tcma.base.storage import Body
from tcma.base.words import N_

DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar")}
_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)


class Row(NamedTuple):
    """Cells, and the line of the file where they begin. `problem` says why the row can't be taken.

    `marks` go to the person: 'several' if the row held more addresses than the one that is taken.
    """

    line: int
    cells: list[str]
    problem: str = ""
    marks: tuple[str, ...] = ()


class NeverClosed(Refusal):
    """A quote swallows the rows after it."""

    def __init__(self, line: int) -> None:
        super().__init__(
            N_("Line %(line)s opens a quote that is never closed, so the rows after it cannot be told apart. "
               "Close it in the file and choose the file again."),
            line=line,
        )  # fmt: skip


def _swallowed(cell: str) -> bool:
    """Whether a cell looks like several rows: it goes on over a line break and holds an address after it."""
    return ("\n" in cell or "\r" in cell) and "@" in cell


def rows(body: Body, encoding: str, delimiter: str) -> Iterator[Row]:
    """Every row that holds anything, in order. Refuses a file whose quotes don't close."""
    with text_of(body, encoding) as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if reader.line_num > line or "end of data" in str(error):
                    raise NeverClosed(line) from None
                yield Row(line, [], N_("A quote stands in the middle of a cell. Double it or take it out."))
                continue
            if line == 1 and len(cells) <= 2 and _SEP.fullmatch(delimiter.join(cells)):
                continue  # Excel's own note of the separator
            if reader.line_num > line and any(map(_swallowed, cells)):
                raise NeverClosed(line)
            if len(cells) > LIMITS.columns:
                yield Row(line, cells, N_("The row has too many cells."))
            elif (text := "".join(cells)) and not text.isspace():
                yield Row(line, cells)


def lines(body: Body) -> int:
    """How many line breaks a file holds, whatever it is written in."""
    found = {b"\n": 0, b"\r": 0}
    for start in range(0, len(body), 1 << 20):
        piece = body[start : start + (1 << 20)]
        for sign in found:
            found[sign] += piece.count(sign)
    return max(found.values())


def delimiter_of(body: Body, encoding: str) -> str:
    """The separator the file names itself (`sep=;`), or under which its first rows agree best on their length."""
    with text_of(body, encoding) as stream:
        head = stream.read(1 << 16)
    lines = head.splitlines(keepends=True)
    if len(lines) > 1 and len(head) == 1 << 16:
        lines.pop()  # cut in the middle
    if lines and (named := _SEP.fullmatch(lines[0])) and named[1] in DELIMITERS:
        return named[1]
    return max(DELIMITERS, key=lambda sign: _agreement(lines, sign))


def _agreement(lines: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = Counter(len(cells) for cells in islice(csv.reader(lines, delimiter=delimiter), 50) if any(cells))
    except csv.Error:
        return (0, 0)
    width, times = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]), default=(1, 0))
    return (times / widths.total(), width) if width > 1 else (0, 0)


def one_per_line(text: str) -> str:
    """Pasted addresses side by side (`Sara <sara@x.example>; bob@y.example`) put under each other."""
    lines: list[str] = []
    for line in text.splitlines():
        parts = [part.strip() for part in re.split("[;,]", line) if part.strip()]
        several = len(parts) > 1 and all(part.count("@") == 1 for part in parts)
        lines.extend(parts if several else [line])
    return "\n".join(lines)
