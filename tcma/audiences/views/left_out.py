"""All rows of a file that were left out, as a file: to be mended and brought again."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from flask import Response

from tcma.audiences import queries, rules
from tcma.audiences.models import Import
from tcma.audiences.rules import FIELDS, LeftOut, Reading
from tcma.audiences.rules.table import Row
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import Gone, Refusal
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.words import N_, gettext

IN_MEMORY = 1 << 20  # bytes of the answer; what is longer waits in a file


def in_words(message: str, values: Mapping[str, Any]) -> str:
    """Why a row was left out, in the reader's language. The name of a column is a word of ours; all else is the
    file's."""
    spoken = {key: gettext(value) if key in ("column", "field") else value for key, value in values.items()}
    return str(Refusal(message, **spoken))


@bp.get("/contacts/imports/<uuid:import_id>/left-out.csv")
@access.roles(*PARTNER_MARKETING)
def left_out(import_id: UUID) -> Response:
    """Every left-out row as it stood in the file, with the file's name, its line, what is wrong, and why."""
    with transaction() as session:
        found = queries.import_of(session, current().partner, import_id)
        body = use(Storage).open(found.storage_key)
        if body is None or "header" not in found.reading:
            raise Gone(N_("The file is no longer here. Choose it again."))
        out = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when the answer is sent
        _write(out, found, queries.left_out(session, found, body, now=clock.now(session)))
    answer = Response(_pieces(out), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=left-out.csv"
    return answer


def _pieces(out: Any) -> Iterator[bytes]:
    """The file from its beginning; closed at its end."""
    with out:
        out.seek(0)
        while piece := out.read(1 << 16):
            yield piece


def _write(out: Any, found: Import, pairs: Iterable[tuple[Row, LeftOut]]) -> None:
    reading = Reading.from_json(found.reading)
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    own = [gettext("File"), gettext("Line"), gettext("Why it was left out"), gettext("Value")]
    writer.writerow(map(rules.neutral, [*_header(reading), *own]))
    width = len(reading.header)
    for row, left in pairs:
        cells = (row.cells + [""] * width)[: max(width, len(row.cells))]
        why = in_words(left.message, left.values)
        writer.writerow(map(rules.neutral, [*cells, found.file_name, str(row.line), why, left.value]))
    text.detach()


def _header(reading: Reading) -> list[str]:
    """What the columns are called in the file, or, where it does not say, what they hold."""
    fields = {column: name for name, column in reading.mapping.items()}
    if reading.header_line:
        return list(reading.header)
    return [
        gettext(FIELDS[fields[column]]) if column in fields else name for column, name in enumerate(reading.header)
    ]
