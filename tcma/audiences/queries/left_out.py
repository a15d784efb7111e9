"""The rows of a file that were left out, as they stood in it, each with its reason."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from tcma.audiences import rules
from tcma.audiences.models import Import, ImportState
from tcma.audiences.queries.suppressed import own_suppressed
from tcma.audiences.rules import LeftOut, Person, Reading
from tcma.audiences.rules.table import Row


def left_out(session: Session, found: Import, body: bytes, *, now: datetime) -> Iterator[tuple[Row, LeftOut]]:
    """Each left-out row with its reason, by reading the kept file once more; before and after it was stored."""
    reading = Reading.from_json(found.reading)
    stored = found.state is ImportState.STORED
    basis = found.basis if stored else None
    records = rules.records(body, reading, basis=basis, now=found.stored_at or now)
    pairs = zip(rules.data_rows(body, reading), records, strict=True)
    while batch := list(islice(pairs, 5_000)):
        keys = [record.key for _, record in batch if isinstance(record, Person)]
        stopped = own_suppressed(session, found.partner_id, keys, before=found.stored_at)
        for row, record in batch:
            if isinstance(record, LeftOut):
                yield row, record
            elif record.opted_out or record.key in stopped:
                yield row, rules.said_no(record)


def report(session: Session, found: Import, body: bytes, *, now: datetime) -> dict[str, Any]:
    """What `tcma import-contacts --json` prints: how the file was read, and what became of each record.

    records = imported + updated + duplicates + len(refused) + suppressed; `flagged` came with a country or a
    language that could not be read.
    """
    reading, counts = found.reading, found.counts
    refused = [
        {"line": left.line, "reason": str(left.reason()), "value": left.value}
        for _, left in left_out(session, found, body, now=now)
        if left.code not in ("twice", "unsubscribed", "opted_out")
    ]
    named = {name: counts[name] for name in ("records", "imported", "updated", "duplicates")}
    return {
        "encoding": Reading.from_json(reading).encoding_name, "delimiter": reading["delimiter"],
        "header": bool(reading["header_line"]), **named, "refused": refused, "suppressed": counts["suppressed"],
        "flagged": counts["flagged"],
    }  # fmt: skip
