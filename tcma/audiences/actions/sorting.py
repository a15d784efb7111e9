"""The records of a file in batches, and what becomes of each of a batch."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences import rules
from tcma.audiences.models import Contact, Import, ImportState
from tcma.audiences.queries import key_array
from tcma.audiences.rules import LeftOut, Person, Reading, Record
from tcma.audiences.rules.survey import SHOWN, Tally
from tcma.base.storage import Body

BATCH = 20_000


def batches(records: Iterator[Record], size: int = BATCH, noes: int = 300) -> Iterator[list[Record]]:
    """Batches of at most `size` records, and of at most `noes` opt-outs: each of those takes a lock of its own."""
    batch: list[Record] = []
    said_no = 0
    for record in records:
        batch.append(record)
        said_no += isinstance(record, Person) and record.opted_out
        if len(batch) >= size or said_no >= noes:
            yield batch
            batch, said_no = [], 0
    if batch:
        yield batch


def named(batch: list[Record]) -> list[str]:
    """The address keys in a batch."""
    return [record.key for record in batch if isinstance(record, Person)]


def sort_out(
    batch: list[Record], stopped: set[str], tally: Tally, first: list[LeftOut], most: int = SHOWN
) -> tuple[list[Person], list[str]]:
    """Who of a batch is to be kept, and whose no is; all others are counted in `tally`, the first noted in `first`.

    `stopped` are the keys of those who can't be brought by a file: see `queries.own_suppressed`.
    """
    people, noes = [], []
    tally.records += len(batch)
    for record in batch:
        if isinstance(record, LeftOut):
            tally.leave_out(record)
            left = record
        elif record.opted_out or record.key in stopped:
            tally.suppress(opted_out=record.opted_out and record.key not in stopped)
            if record.opted_out:
                noes.append(record.key)
            left = rules.said_no(record)
        else:
            if record.flags:
                tally.flag(record)
            people.append(record)
            continue
        if len(first) < most:
            first.append(left)
    return people, noes


def known(session: Session, partner_id: UUID, keys: list[str]) -> set[str]:
    """Which of these the partner has already."""
    wanted = Contact.addr_key == func.any(key_array(keys))
    return set(session.scalars(select(Contact.addr_key).where(Contact.partner_id == partner_id, wanted)))


def numbered(body: Body, found: Import, *, now: datetime) -> Iterator[tuple[int, list[Record]]]:
    """Batches of a file that is looked at or stored, with the number of the first record; those done are skipped.

    They begin right after what is done, so that another size of batch, of another version, is no obstacle.
    """
    start, basis = found.done, None if found.state is ImportState.LOOKING else found.basis
    records = rules.records(body, Reading.from_json(found.reading), basis=basis, now=now)
    for batch in batches(islice(records, start, None)):
        yield start, batch
        start += len(batch)
