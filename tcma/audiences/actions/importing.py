"""A file of contacts: looked at first, then stored batch by batch, every record accounted for."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, func, literal, or_, select
from sqlalchemy.orm import Session

from tcma.audiences import rules
from tcma.audiences.models import Contact, Import, ImportState, Suppression
from tcma.audiences.queries import import_of, own_suppressed
from tcma.audiences.rules import LeftOut, Person, Reading, Record
from tcma.audiences.rules.addresses import visible
from tcma.audiences.rules.survey import SAMPLE, SHOWN, Tally, group, shown
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_

BATCH = 5_000


def preview_import(
    session: Session, *, partner_id: UUID, file_name: str, body: bytes, storage_key: str, actor: Actor | None,
    now: datetime,
) -> Import:  # fmt: skip
    """Recognise and count; nothing becomes a contact. A question about the file leaves it ASKING.

    The caller keeps `body` under `storage_key`. Raises Refusal for a file that can't be read.
    """
    found = Import(
        id=new_id(), partner_id=partner_id, file_name=file_name[:200] or "contacts.csv", storage_key=storage_key,
        digest=hashlib.sha256(body).hexdigest(), state=ImportState.ASKING, reading={}, counts={}, left_out=[],
        created_by=actor.person_id if actor else None, created_at=now,
    )  # fmt: skip
    _look(session, found, body, now=now)
    session.add(found)
    session.flush()
    return found


def answer_question(
    session: Session, *, partner_id: UUID, import_id: UUID, body: bytes, encoding: str, email: int | None,
    now: datetime,
) -> Import:  # fmt: skip
    """Look again, with what the person said about the encoding or the column of addresses."""
    found = _open(session, partner_id, import_id)
    _look(session, found, body, encoding=encoding, email=email, now=now)
    session.flush()
    return found


def map_columns(
    session: Session, *, partner_id: UUID, import_id: UUID, body: bytes, mapping: Mapping[str, int], now: datetime
) -> bool:
    """Look again with other columns. Returns whether they differ from what was shown. Raises Invalid."""
    found = _open(session, partner_id, import_id)
    if found.state is not ImportState.PREVIEWED:
        return False
    reading = Reading.from_json(found.reading)
    changed = reading.mapped(mapping)
    if changed.mapping == reading.mapping:
        return False
    _survey(session, found, body, changed, now)
    session.flush()
    return True


def _open(session: Session, partner_id: UUID, import_id: UUID) -> Import:
    found = import_of(session, partner_id, import_id, lock=True)
    if found.state not in (ImportState.ASKING, ImportState.PREVIEWED):
        raise Refusal(N_("This file is stored already. Choose it again to import it once more."))
    return found


def _look(
    session: Session, found: Import, body: bytes, *, encoding: str = "", email: int | None = None, now: datetime
) -> None:
    try:
        reading = rules.recognise(body, encoding=encoding, email=email)
    except rules.UnknownEncoding as question:
        choices = [[one.encoding, one.name, one.sample] for one in question.candidates]
        found.reading = {"question": "encoding", "choices": choices}
    except rules.TwoEmailColumns as question:
        choices = [[str(column), name, ""] for column, name in question.named()]
        found.reading = {"question": "email", "choices": choices, "encoding": encoding}
    else:
        _survey(session, found, body, reading, now)


def _survey(session: Session, found: Import, body: bytes, reading: Reading, now: datetime) -> None:
    """Count what the file would bring, without a basis said yet."""
    tally, groups, sample, unavailable = Tally(), Counter[tuple[str, str, str]](), list[Person](), 0
    first: list[dict[str, Any]] = []
    for batch in batches(rules.records(body, reading, basis=None, now=now)):
        people, _ = sort_out(session, batch, found.partner_id, tally, first)
        known = _known(session, found.partner_id, [person.key for person in people])
        elsewhere = _held_elsewhere(session, found.partner_id, [person.key for person in people])
        tally.updated += len(known)
        tally.imported += len(people) - len(known)
        unavailable += len(elsewhere)
        groups.update(group(person, now) for person in people if person.key not in elsewhere)
        sample.extend(islice(people, SAMPLE - len(sample)))
    if not tally.records:
        raise rules.Unreadable(N_("The file has a header and no people."))
    found.state, found.reading = ImportState.PREVIEWED, reading.to_json()
    found.left_out = first
    found.counts = tally.to_json() | {
        "unavailable": unavailable,
        "groups": [[*key, number] for key, number in groups.items()],
        "sample": [_shown(person) for person in sample],
        "examples": _examples(body, reading),
    }


def _shown(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in ("email", "first_name", "last_name", "company", "country")}


def _examples(body: bytes, reading: Reading) -> list[str]:
    """The first thing that stands in each column."""
    head = [row.cells for row in islice(rules.data_rows(body, reading), 20)]
    return [
        next((visible(row[column].strip()[:60]) for row in head if len(row) > column and row[column].strip()), "")
        for column in range(len(reading.header))
    ]


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


def sort_out(
    session: Session, batch: list[Record], partner_id: UUID, tally: Tally, first: list[dict[str, Any]]
) -> tuple[list[Person], list[str]]:
    """Who of a batch is to be kept, and whose no is; all others are counted in `tally` and noted in `first`."""
    named = [record for record in batch if isinstance(record, Person)]
    stopped = own_suppressed(session, partner_id, [person.key for person in named])
    people, noes = [], []
    for record in batch:
        tally.records += 1
        if isinstance(record, LeftOut):
            tally.leave_out(record)
            left = record
        elif record.opted_out or record.key in stopped:
            tally.suppress(opted_out=record.opted_out and record.key not in stopped)
            if record.opted_out:
                noes.append(record.key)
            left = rules.said_no(record)
        else:
            tally.flagged += bool(record.flags)
            people.append(record)
            continue
        if len(first) < SHOWN:
            first.append(shown(left))
    return people, noes


def _known(session: Session, partner_id: UUID, keys: list[str]) -> set[str]:
    wanted = literal(keys, ARRAY(Text))
    return set(
        session.scalars(
            select(Contact.addr_key).where(Contact.partner_id == partner_id, Contact.addr_key == func.any(wanted))
        )
    )


def _held_elsewhere(session: Session, partner_id: UUID, keys: list[str]) -> set[str]:
    """Those nothing may be sent to for a reason that holds for everyone."""
    wanted = literal(keys, ARRAY(Text))
    everyone = or_(Suppression.scope == "programme", Suppression.scope == "global")
    return set(session.scalars(select(Suppression.addr_key).where(everyone, Suppression.addr_key == func.any(wanted))))


def numbered(body: bytes, found: Import, *, now: datetime) -> Iterator[tuple[int, list[Record]]]:
    """Batches of a file whose storing was begun, with the number of the first record; those stored are skipped."""
    start = 0
    for batch in batches(rules.records(body, Reading.from_json(found.reading), basis=found.basis, now=now)):
        if start >= found.done:
            yield start, batch
        start += len(batch)


