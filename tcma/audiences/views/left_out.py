"""All rows of a file that were left out, as a file: to be mended and brought again."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from tcma.audiences import queries, rules
from tcma.audiences.models import Import
from tcma.audiences.rules import FIELDS, LeftOut, Reading
from tcma.audiences.rules.table import Row
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock, words
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import Gone, Refusal
from tcma.base.storage import Body, Storage
from tcma.base.tools import use
from tcma.base.words import N_, gettext

LINES = 100  # of one piece of the answer


def in_words(message: str, values: Mapping[str, Any]) -> str:
    """Why a row was left out, in the reader's language. The name of a column is a word of ours; all else is the
    file's."""
    spoken = {key: gettext(value) if key in ("column", "field") else value for key, value in values.items()}
    return str(Refusal(message, **spoken))


@bp.get("/contacts/imports/<uuid:import_id>/left-out.csv")
@access.roles(*PARTNER_MARKETING)
def left_out(import_id: UUID) -> Response:
    """Every left-out row as it stood in the file, with the file's name, its line, what is wrong, and why.

    It is written while it is sent: a million rows take no more memory than one.
    """
    with transaction() as session:
        found = queries.import_of(session, current().partner, import_id)
        now = clock.now(session)
    body = use(Storage).open(found.storage_key)
    if body is None or "header" not in found.reading:
        raise Gone(N_("The file is no longer here. Choose it again."))
    answer = Response(_pieces(found, body, now, words.language()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=left-out.csv"
    return answer


def _pieces(found: Import, body: Body, now: datetime, language: str) -> Iterator[bytes]:
    """The header at once, then some rows at a time. No transaction is open while a piece is on its way."""
    reading = Reading.from_json(found.reading)
    with words.speaking(language):
        own = [gettext("File"), gettext("Line"), gettext("Why it was left out"), gettext("Value")]
        head = _lines([[*_header(reading), *own]])
    yield head.encode("utf-8-sig")
    width = len(reading.header)
    for batch in queries.read_again(found, body, now=now):
        with transaction() as session:
            left = list(queries.left_of(session, found, batch))
        for start in range(0, len(left), LINES):
            with words.speaking(language):
                piece = _lines(_cells(found, width, row, why) for row, why in left[start : start + LINES])
            yield piece.encode()


def _cells(found: Import, width: int, row: Row, left: LeftOut) -> list[str]:
    cells = (row.cells + [""] * width)[: max(width, len(row.cells))]
    return [*cells, found.file_name, str(row.line), in_words(left.message, left.values), left.value]


def _lines(rows: Iterable[list[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for cells in rows:
        writer.writerow(map(rules.neutral, cells))
    return out.getvalue()


def _header(reading: Reading) -> list[str]:
    """What the columns are called in the file, or, where it does not say, what they hold."""
    fields = {column: name for name, column in reading.mapping.items()}
    if reading.header_line:
        return list(reading.header)
    return [
        gettext(FIELDS[fields[column]]) if column in fields else name for column, name in enumerate(reading.header)
    ]
