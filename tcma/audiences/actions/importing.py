"""A file of contacts, looked at before anything of it is stored: every record accounted for."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tcma.audiences import rules
from tcma.audiences.actions.sorting import batches, known, sort_out
from tcma.audiences.models import Import, ImportState, Suppression
from tcma.audiences.queries import import_of, key_array, mapping_before
from tcma.audiences.rules import Answers, LeftOut, Person, Reading
from tcma.audiences.rules.addresses import visible
from tcma.audiences.rules.survey import SAMPLE, Tally, group
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.roles import Actor
from tcma.base.storage import Body
from tcma.base.words import N_


def preview_import(
    session: Session, *, partner_id: UUID, file_name: str, body: Body, storage_key: str, actor: Actor | None,
    now: datetime, answers: Answers | None = None,
) -> Import:  # fmt: skip
    """Recognise and count; nothing becomes a contact. A question about the file leaves it ASKING.

    The caller keeps `body` under `storage_key`. Raises Refusal for a file that can't be read.
    """
    found = Import(
        id=new_id(), partner_id=partner_id, file_name=file_name[:200] or "contacts.csv", storage_key=storage_key,
        digest=digest(body), state=ImportState.ASKING, reading={}, counts={}, left_out=[],
        created_by=actor.person_id if actor else None, created_at=now,
    )  # fmt: skip
    _look(session, found, body, answers or Answers(), now)
    session.add(found)
    session.flush()
    return found


def digest(body: Body) -> str:
    """SHA-256 of a file, read piece by piece."""
    found = hashlib.sha256()
    for start in range(0, len(body), 1 << 20):
        found.update(body[start : start + (1 << 20)])
    return found.hexdigest()


def answer_question(
    session: Session, *, partner_id: UUID, import_id: UUID, body: Body, answers: Answers, now: datetime
) -> Import:
    """Look again, with what the person said about the file."""
    found = _open(session, partner_id, import_id)
    _look(session, found, body, answers, now)
    session.flush()
    return found


def map_columns(
    session: Session, *, partner_id: UUID, import_id: UUID, body: Body, mapping: Mapping[str, int], now: datetime
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


def _look(session: Session, found: Import, body: Body, answers: Answers, now: datetime) -> None:
    try:
        reading = rules.recognise(body, answers)
    except rules.Question as question:
        found.reading = {"question": question.about, "choices": question.choices(), "said": asdict(answers)}
    else:
        _survey(session, found, body, as_before(session, found.partner_id, reading, answers), now)


def as_before(session: Session, partner_id: UUID, reading: Reading, answers: Answers) -> Reading:
    """With the columns this partner chose the last time it brought a file with the same header.

    A column of addresses that the person has just named goes before what they chose then.
    """
    if not reading.header_line or answers.email is not None:
        return reading
    before = mapping_before(session, partner_id, reading)
    return reading.mapped(before) if before else reading


def _survey(session: Session, found: Import, body: Body, reading: Reading, now: datetime) -> None:
    """Count what the file would bring, without a basis said yet."""
    tally, groups, sample, unavailable = Tally(), Counter[tuple[str, str, str]](), list[Person](), 0
    first: list[LeftOut] = []
    for batch in batches(rules.records(body, reading, basis=None, now=now)):
        people, _ = sort_out(session, batch, found.partner_id, tally, first)
        keys = [person.key for person in people]
        elsewhere = _held_elsewhere(session, found.partner_id, keys)
        updated = len(known(session, found.partner_id, keys))
        tally.updated += updated
        tally.imported += len(people) - updated
        unavailable += len(elsewhere)
        groups.update(group(person, now) for person in people if person.key not in elsewhere)
        sample.extend(islice(people, SAMPLE - len(sample)))
    if not tally.records:
        raise rules.Unreadable(N_("The file has a header and no people."))
    found.state, found.reading = ImportState.PREVIEWED, reading.to_json()
    found.left_out = [rules.shown(left) for left in first]
    found.counts = tally.to_json() | {
        "unavailable": unavailable,
        "groups": [[*key, number] for key, number in groups.items()],
        "sample": [_shown(person) for person in sample],
        "examples": _examples(body, reading),
    }


def _shown(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in ("email", "first_name", "last_name", "company", "country")}


def _examples(body: Body, reading: Reading) -> list[str]:
    """The first thing that stands in each column."""
    head = [row.cells for row in islice(rules.data_rows(body, reading), 20)]
    return [
        next((visible(row[column].strip()[:60]) for row in head if len(row) > column and row[column].strip()), "")
        for column in range(len(reading.header))
    ]


def _held_elsewhere(session: Session, partner_id: UUID, keys: list[str]) -> set[str]:
    """Those nothing may be sent to for a reason that holds for everyone."""
    wanted = Suppression.addr_key == func.any(key_array(keys))
    everyone = or_(Suppression.scope == "programme", Suppression.scope == "global")
    return set(session.scalars(select(Suppression.addr_key).where(everyone, wanted)))
