"""A large file is looked at by a job: recognised, counted batch by batch, and shown, asked about or refused."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.actions.importing import as_before, ask
from tcma.audiences.actions.surveying import begin_survey, end_survey, survey_batch
from tcma.audiences.models import Import, ImportState
from tcma.audiences.queries import import_of
from tcma.audiences.rules import Answers, Question, Reading, Record
from tcma.audiences.rules.addresses import visible
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_

TRIES = 3
"""How often a file is begun without anything of it being counted: what brings workers down is not read for ever."""


def take_turn(session: Session, *, import_id: UUID, now: datetime) -> Import | None:
    """An import that a job has something to do for, with this try counted; None if there is nothing to do."""
    found = session.get(Import, import_id, with_for_update=True)
    if found is None or found.state not in (ImportState.LOOKING, ImportState.STORING):
        return None
    found.turn_at = now
    if found.state is ImportState.LOOKING:
        found.counts = found.counts | {"tries": found.counts.get("tries", 0) + 1}
    session.flush()
    return found


def check_tries(found: Import) -> None:
    """Raises Refusal for a file that was begun too often."""
    if found.counts["tries"] > TRIES:
        raise Refusal(N_("The file could not be looked through. Save the list as CSV UTF-8 and choose that."))


def ask_about(session: Session, *, import_id: UUID, question: Question, answers: Answers) -> None:
    """The file leaves a question open."""
    found = _looked_at(session, import_id)
    if found is not None:
        ask(found, question, answers)
        session.flush()


def recognised(
    session: Session, *, import_id: UUID, reading: Reading, answers: Answers, examples: list[str], expected: int
) -> Import | None:
    """Note how the file is read, in about so many records. None if nobody waits for it any more."""
    found = _looked_at(session, import_id)
    if found is not None:
        reading = as_before(session, found.partner_id, reading, answers)
        begin_survey(found, reading, examples=examples, expected=expected)
        session.flush()
    return found


def look_batch(session: Session, *, import_id: UUID, start: int, batch: list[Record], now: datetime) -> bool:
    """Count the records from number `start` on. False if someone else has, or nobody waits for it any more."""
    found = _looked_at(session, import_id)
    if found is None or found.done != start:
        return False
    survey_batch(session, found, batch, now)
    found.counts = {name: value for name, value in found.counts.items() if name != "tries"}
    session.flush()
    return True


def end_looking(session: Session, *, import_id: UUID) -> None:
    """Show it. Raises Unreadable for a file without people."""
    found = _looked_at(session, import_id)
    if found is not None:
        end_survey(found)
        session.flush()


def refuse_file(session: Session, *, import_id: UUID, refusal: Refusal) -> bool:
    """The file can't be read: its words are kept for the page. Whether it was so: then the caller deletes the file."""
    found = _looked_at(session, import_id)
    if found is None:
        return False
    first = next(iter(refusal.errors.values())) if isinstance(refusal, Invalid) else refusal
    values = {key: value if isinstance(value, int) else visible(str(value)) for key, value in first.values.items()}
    found.state, found.left_out = ImportState.UNREADABLE, []
    found.reading, found.counts = {"refused": first.message, "values": values}, {}
    session.flush()
    return True


def drop_file(session: Session, *, partner_id: UUID, import_id: UUID) -> Import:
    """Stop looking at a file: nothing of it is kept, and the caller deletes it. One that is shown already stays."""
    found = import_of(session, partner_id, import_id, lock=True)
    if found.state is ImportState.LOOKING:
        session.delete(found)
        session.flush()
    return found


def _looked_at(session: Session, import_id: UUID) -> Import | None:
    """The import, locked, while it is looked at."""
    found = session.get(Import, import_id, with_for_update=True, populate_existing=True)
    return found if found is not None and found.state is ImportState.LOOKING else None
