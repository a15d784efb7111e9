"""A file of contacts in one go: for the command line. Opens its own transactions, batch by batch."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tcma.audiences import queries, rules
from tcma.audiences.actions.importing import as_before, preview_import
from tcma.audiences.actions.sorting import batches, known, named, numbered, sort_out
from tcma.audiences.actions.storing import begin_storing, checked_basis, finish_storing, store_batch
from tcma.audiences.models import Import, ImportState
from tcma.audiences.rules import Answers, LeftOut, Reading
from tcma.audiences.rules.survey import Tally
from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.base.errors import Refusal
from tcma.base.spooled import Spooled
from tcma.base.storage import Body, Storage
from tcma.base.words import N_
from tcma.partners.models import Partner


def import_file(
    storage: Storage, path: Path, *, slug: str, basis: str, answers: Answers, wording: str = "", dry_run: bool = False
) -> dict[str, Any]:
    """Read a file and store its people, or with `dry_run` only count. Returns `queries.account` of it; its `refused`
    are Spooled.

    Raises Question if the file needs an answer, Refusal if it is refused whole; nothing is stored or kept then.
    """
    partner_id = _partner(slug)
    key = f"imports/{new_id()}"
    with path.open("rb") as file:
        storage.put(key, file)
    kept = False
    try:
        body = storage.open(key) or b""
        reading = rules.recognise(body, _spelled(answers))
        if dry_run:
            return _tried(partner_id, body, reading, basis, answers)
        with transaction() as session:
            now = clock.now(session)
            found = preview_import(
                session, partner_id=partner_id, file_name=path.name, body=body, storage_key=key, actor=None, now=now,
                answers=_spelled(answers),
            )  # fmt: skip
            begin_storing(
                session, partner_id=partner_id, import_id=found.id, basis=basis, wording=wording, now=now
            )
        kept = True
        return _stored(found, body, now)
    finally:
        if not kept:
            storage.delete(key)


def _partner(slug: str) -> UUID:
    with transaction() as session:
        found = session.scalar(select(Partner.id).where(Partner.slug == slug))
    if found is None:
        raise Refusal(N_("There is no partner “%(slug)s”."), slug=slug)
    return found


def _spelled(answers: Answers) -> Answers:
    """An encoding may be named as people write it: Windows-1250."""
    keys = {name.casefold(): key for key, name in reversed(rules.ENCODINGS.items())}
    said = answers.encoding.casefold()
    return Answers(keys.get(said, said), answers.email, answers.sheet)


def _tried(partner_id: UUID, body: Body, reading: Reading, basis: str, answers: Answers) -> dict[str, Any]:
    """What would become of each record; whatever the reading of the database needs is rolled back with it."""
    tally, refused, own = Tally(), Spooled(), True
    with transaction() as session:
        now = clock.now(session)
        reading = as_before(session, partner_id, reading, answers)
        for batch in batches(rules.records(body, reading, basis=basis or None, now=now)):
            stopped = queries.own_suppressed(session, partner_id, named(batch))
            refused.extend(queries.refused_of(one for one in batch if isinstance(one, LeftOut)))
            people, _ = sort_out(batch, stopped, tally, [], most=0)
            updated = len(known(session, partner_id, [person.key for person in people]))
            tally.updated += updated
            tally.imported += len(people) - updated
            own = own and all(person.basis for person in people)
    if not tally.records:
        raise rules.Unreadable(N_("The file has a header and no people."))
    checked_basis(basis, needed=not own)
    return queries.account(reading, tally.to_json(), refused)


def _stored(found: Import, body: Body, now: datetime) -> dict[str, Any]:
    """Store batch by batch. A worker that got hold of the import meanwhile may go on with it; then wait for that."""
    refused, alone = Spooled(), True
    for start, batch in numbered(body, found, now=now):
        with transaction() as session:
            alone = store_batch(session, import_id=found.id, start=start, batch=batch, now=now)
        if not alone:
            break
        refused.extend(queries.refused_of(record for record in batch if isinstance(record, LeftOut)))
    while True:
        with transaction() as session:
            finish_storing(session, import_id=found.id, now=clock.now(session))
            ended = session.get_one(Import, found.id)
            if ended.state is not ImportState.STORING:
                if not alone:  # read once more, since another has stored some of it
                    left = queries.left_out(session, ended, body, now=now)
                    refused = Spooled()
                    refused.extend(queries.refused_of(one for _, one in left))
                return queries.account(Reading.from_json(ended.reading), ended.counts, refused)
        time.sleep(0.5)
