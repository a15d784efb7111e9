"""A file of contacts, looked at before anything of it is stored: every record accounted for."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences import rules
from tcma.audiences.actions.surveying import begin_survey, survey
from tcma.audiences.models import Import, ImportState
from tcma.audiences.queries import import_of, mapping_before
from tcma.audiences.rules import Answers, Reading
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.roles import Actor
from tcma.base.storage import Body
from tcma.base.words import N_


def preview_import(
    session: Session, *, partner_id: UUID, file_name: str, body: Body, storage_key: str, actor: Actor | None,
    now: datetime, answers: Answers | None = None, at_once: bool = True,
) -> Import:  # fmt: skip
    """Recognise and count; nothing becomes a contact. A question about the file leaves it ASKING.

    The caller keeps `body` under `storage_key`. Raises Refusal for a file that can't be read. Unless it is looked at
    `at_once`, it is left LOOKING, and the caller rings for the job.
    """
    found = Import(
        id=new_id(), partner_id=partner_id, file_name=file_name[:200] or "contacts.csv", storage_key=storage_key,
        digest=digest(body), state=ImportState.ASKING, reading={}, counts={}, left_out=[], done=0,
        created_by=actor.person_id if actor else None, created_at=now,
    )  # fmt: skip
    _look(session, found, body, answers or Answers(), now, at_once)
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
    session: Session, *, partner_id: UUID, import_id: UUID, body: Body, answers: Answers, now: datetime,
    at_once: bool = True,
) -> Import:  # fmt: skip
    """Look again, with what the person said about the file."""
    found = _open(session, partner_id, import_id)
    _look(session, found, body, answers, now, at_once)
    session.flush()
    return found


def map_columns(
    session: Session, *, partner_id: UUID, import_id: UUID, body: Body, mapping: Mapping[str, int], now: datetime,
    at_once: bool = True,
) -> bool:  # fmt: skip
    """Look again with other columns. Returns whether they differ from what was shown. Raises Invalid."""
    found = _open(session, partner_id, import_id)
    if found.state is not ImportState.PREVIEWED:
        return False
    reading = Reading.from_json(found.reading)
    changed = reading.mapped(mapping)
    if changed.mapping == reading.mapping:
        return False
    if at_once:
        survey(session, found, body, changed, now)
    else:
        begin_survey(found, changed, examples=found.counts["examples"], expected=found.counts["records"])
    session.flush()
    return True


def _open(session: Session, partner_id: UUID, import_id: UUID) -> Import:
    found = import_of(session, partner_id, import_id, lock=True)
    if found.state not in (ImportState.ASKING, ImportState.PREVIEWED):
        raise Refusal(N_("This file is stored already. Choose it again to import it once more."))
    return found


def _look(session: Session, found: Import, body: Body, answers: Answers, now: datetime, at_once: bool) -> None:
    if not at_once:
        found.state, found.reading, found.counts = ImportState.LOOKING, {"said": asdict(answers)}, {"expected": 0}
        return
    try:
        reading = rules.recognise(body, answers)
    except rules.Question as question:
        ask(found, question, answers)
    else:
        survey(session, found, body, as_before(session, found.partner_id, reading, answers), now)


def ask(found: Import, question: rules.Question, answers: Answers) -> None:
    """Leave a question open, beside what was said already."""
    found.state, found.counts = ImportState.ASKING, {}
    found.reading = {"question": question.about, "choices": question.choices(), "said": asdict(answers)}


def as_before(session: Session, partner_id: UUID, reading: Reading, answers: Answers) -> Reading:
    """With the columns this partner chose the last time it brought a file with the same header.

    A column of addresses that the person has just named goes before what they chose then.
    """
    if not reading.header_line or answers.email is not None:
        return reading
    before = mapping_before(session, partner_id, reading)
    return reading.mapped(before) if before else reading
