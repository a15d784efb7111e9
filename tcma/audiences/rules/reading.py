"""How a file is read: recognised before anything is stored, and changed by whoever knows better."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from tcma.audiences.rules.addresses import visible
from tcma.audiences.rules.columns import FIELDS, column_of, guess, header_row
from tcma.audiences.rules.decoding import NAMES
from tcma.audiences.rules.formats import CARD_HEADER, CARD_MAPPING, CARDS, SHEET, Format, format_of, rows
from tcma.audiences.rules.limits import LIMITS, Limits
from tcma.audiences.rules.question import Answers
from tcma.audiences.rules.records import Reader, Record
from tcma.audiences.rules.table import Row
from tcma.base.errors import Invalid, Refusal
from tcma.base.storage import Body
from tcma.base.words import N_


class Unreadable(Refusal):
    """A file that can't be read at all, or not whole."""

    status = 422


@dataclass(frozen=True)
class Reading:
    """What was recognised. `header_line` is the line of the header, 0 without one; columns count from 0."""

    format: Format
    header_line: int
    header: tuple[str, ...]
    mapping: Mapping[str, int]

    @property
    def encoding_name(self) -> str:
        """What the letters, or else the whole file, are written as."""
        if self.format.kind == SHEET:
            return "XLSX"
        return NAMES.get(self.format.encoding, self.format.encoding)

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Reading":
        kept = data.get("format") or {"encoding": data["encoding"], "delimiter": data["delimiter"]}
        form = Format(**(kept | {"hidden": tuple(kept.get("hidden", ()))}))
        return cls(form, data["header_line"], tuple(data["header"]), data["mapping"])

    def mapped(self, mapping: Mapping[str, int]) -> "Reading":
        """The same file with other columns; refuses a mapping without addresses or with one column twice."""
        known = {name: column for name, column in mapping.items() if name in FIELDS and 0 <= column < len(self.header)}
        if "email" not in known:
            raise Invalid({"columns": Refusal(N_("Choose the column that holds the e-mail addresses."))})
        if len(set(known.values())) < len(known):
            raise Invalid({"columns": Refusal(N_("Two fields point at the same column. Choose one for each."))})
        return replace(self, mapping=known)


def recognise(body: Body, answers: Answers | None = None, *, limits: Limits = LIMITS) -> Reading:
    """Format, header and columns, with `answers` to earlier questions. Raises Question; Refusal for what is no list."""
    answers = answers or Answers()
    if len(body) > limits.size:
        raise Unreadable(
            N_("The file is larger than %(most)s MB. Split it into parts."), most=limits.size // 1024 // 1024
        )
    if not body[: 1 << 20].strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Unreadable(N_("The file is empty."))
    form = format_of(body, answers, limits)
    if form.kind == CARDS:
        return Reading(form, 0, CARD_HEADER, CARD_MAPPING)
    head = list(islice(rows(body, form, limits), 200))
    table = [row.cells for row in head]
    if not table:
        raise Unreadable(N_("The file is empty."))
    number = header_row(table)
    below = table if number is None else table[number + 1 :]
    width = max((len(row.cells) for row in head[:50] if not row.problem), default=limits.columns + 1)
    named = [f"{n + 1}" for n in range(width)] if number is None else table[number]
    header = tuple(visible(name.strip()) for name in named)
    if len(header) > limits.columns:
        raise Unreadable(N_("The file has more than %(most)s columns."), most=limits.columns)
    email = column_of(header, answers.email)
    mapping = guess(header if number is not None else (), below, email)
    return Reading(form, 0 if number is None else head[number].line, header, mapping)


def data_rows(body: Body, reading: Reading, limits: Limits = LIMITS) -> Iterator[Row]:
    """The rows below the header; refuses a file with more of them than we take."""
    found = 0
    for row in rows(body, reading.format, limits):
        if row.line <= reading.header_line:
            continue
        found += 1
        if found > limits.rows:
            raise Unreadable(N_("The file has more than %(most)s rows. Split it into parts."), most=limits.rows)
        yield row


def records(
    body: Body, reading: Reading, *, basis: str | None, now: datetime, limits: Limits = LIMITS
) -> Iterator[Record]:
    """Every data row as a person or as left out."""
    reader = Reader(reading.mapping, len(reading.header), basis, now)
    return reader.records(data_rows(body, reading, limits))
