"""The rows of a file that were left out, as they stood in it, each with its reason."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from tcma.audiences import rules
from tcma.audiences.models import Import, ImportState
from tcma.audiences.queries.suppressed import own_suppressed
from tcma.audiences.rules import LeftOut, Person, Reading, Record
from tcma.audiences.rules.table import Row
from tcma.base.spooled import Spooled
from tcma.base.storage import Body

AT_ONCE = 1_000
"""Rows that are held at a time."""
BEGUN = (ImportState.STORING, ImportState.STORED, ImportState.STOPPED, ImportState.REFUSED)


def left_out(session: Session, found: Import, body: Body, *, now: datetime) -> Iterator[tuple[Row, LeftOut]]:
    """Each left-out row with its reason, by reading the kept file once more; before and after it was stored.

    Of an import that was stopped, the rows it did not come to are not left out: they were not looked at.
    """
    for batch in read_again(found, body, now=now):
        yield from left_of(session, found, batch)


def read_again(found: Import, body: Body, *, now: datetime) -> Iterator[list[tuple[Row, Record]]]:
    """The file once more, as it was looked at or stored, some rows at a time. Needs no database."""
    reading = Reading.from_json(found.reading)
    begun = found.state in BEGUN
    rows = rules.data_rows(body, reading)
    records = rules.records(body, reading, basis=found.basis if begun else None, now=found.stored_at or now)
    pairs = islice(zip(rows, records, strict=False), found.done if begun else None)
    while batch := list(islice(pairs, AT_ONCE)):
        yield batch


def left_of(session: Session, found: Import, batch: list[tuple[Row, Record]]) -> Iterator[tuple[Row, LeftOut]]:
    """Those of some rows that were left out: what is wrong with a row says itself, who said no the database."""
    keys = [record.key for _, record in batch if isinstance(record, Person)]
    stopped = own_suppressed(session, found.partner_id, keys, before=found.stored_at) if keys else set()
    for row, record in batch:
        if isinstance(record, LeftOut):
            yield row, record
        elif record.opted_out or record.key in stopped:
            yield row, rules.said_no(record)


def report(session: Session, found: Import, body: Body, *, now: datetime) -> dict[str, Any]:
    """The account of an import that was stored: see `account`."""
    refused = refused_of(left for _, left in left_out(session, found, body, now=now))
    return account(Reading.from_json(found.reading), found.counts, list(refused))


def refused_of(left: Iterable[LeftOut]) -> Iterator[dict[str, Any]]:
    """Those of the left-out rows that are wrong in themselves, as they are told."""
    for one in left:
        if one.code not in ("twice", "unsubscribed", "opted_out"):
            yield {"line": one.line, "reason": str(one.reason()), "value": one.value}


def account(reading: Reading, counts: Mapping[str, Any], refused: list[Any] | Spooled) -> dict[str, Any]:
    """What `tcma import-contacts --json` prints: how the file was read, and what became of each record.

    records = imported + updated + duplicates + len(refused) + suppressed; `flagged` came with a country or a
    language that could not be read, are an office, or had more addresses on their card. A spreadsheet adds its
    `sheet` and the `hidden_sheets` that hold rows and were not read.
    """
    named = {name: counts[name] for name in ("records", "imported", "updated", "duplicates")}
    said: dict[str, Any] = {
        "encoding": reading.encoding_name, "delimiter": reading.format.delimiter, "header": bool(reading.header_line),
        **named, "refused": refused, "suppressed": counts["suppressed"], "flagged": counts["flagged"],
    }  # fmt: skip
    if reading.format.sheet:
        said |= {"sheet": reading.format.sheet, "hidden_sheets": list(reading.format.hidden)}
    return said
