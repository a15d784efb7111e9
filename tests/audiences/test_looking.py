"""A large file is looked at by a job: as at once, only later; a crash costs one batch, and nothing is counted twice."""

import os

import pytest
from rq import Queue
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.audiences import actions, jobs, queries
from tcma.audiences.actions.looking import TRIES
from tcma.audiences.models import Contact, Import, ImportState
from tcma.audiences.rules import Answers, Question, Reading, rows_about, takes_long
from tcma.audiences.rules.formats import format_of
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.turns import alone
from tests.audiences.begun import (
    LARGE,
    LARGE_NO,
    LARGE_ROWS,
    LARGE_YES,
    begun,
    brought,
    killed_in_the_middle,
    partner_of_alice,
)
from tests.audiences.books import SheetOf, book
from tests.audiences.files import NOW, SMALL, adds_up, preview
from tests.audiences.hostile import File
from tests.audiences.test_hostile_files import EVERY

SOME = EVERY if os.environ.get("TCMA_CHAOS") else EVERY[::4]  # all of them are read in test_hostile_files
PEOPLE = 1_000
ROWS = "".join(f"p{n % 990}@x.example,Ann,\n" for n in range(PEOPLE))
TEXT = f"email,name,opt out\nno@x.example,No,yes\n{ROWS},B,\n"


def again(session: Session, found: Import) -> Import:
    return session.get_one(Import, found.id, populate_existing=True)


def told(found: Import) -> tuple[object, ...]:
    """All that the page shows."""
    counts = {name: value for name, value in found.counts.items() if name != "expected"}
    groups = sorted(counts.pop("groups", []))
    return found.state, found.reading, counts, groups, found.left_out


def test_what_a_job_finds_is_what_is_found_at_once(session: Session) -> None:
    found = brought(session, TEXT)
    assert (found.state, queries.due_imports(session)) == (ImportState.LOOKING, [str(found.id)])
    jobs.carry_on(str(found.id))
    found = again(session, found)
    assert told(found) == told(preview(session, found.partner_id, TEXT))
    assert (found.counts["records"], found.counts["duplicates"], found.counts["suppressed"]) == (PEOPLE + 2, 10, 1)
    assert adds_up(found.counts)
    assert queries.due_imports(session) == []
    assert session.scalar(select(func.count()).select_from(Contact)) == 0


@pytest.mark.parametrize("file", SOME, ids=lambda file: file.name)
def test_a_hostile_file_ends_in_a_job_as_in_a_request(session: Session, file: File) -> None:
    found = brought(session, file.made())
    jobs.carry_on(str(found.id))
    found = again(session, found)
    if file.refused is not None and issubclass(file.refused, Question):
        assert found.state is ImportState.ASKING
    elif file.refused is not None or not file.rows:
        assert found.state is ImportState.UNREADABLE
        assert use(Storage).open(found.storage_key) is None
    else:
        assert (found.state, found.counts["records"]) == (ImportState.PREVIEWED, len(file.rows))
    assert queries.due_imports(session) == []


def test_a_batch_that_is_counted_is_not_counted_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    found = brought(session, TEXT)
    monkeypatch.setattr(jobs, "SLICE_SECONDS", -1)
    for _ in range(3):  # a slice ends after its first batch, and that is the only one of this file
        jobs.carry_on(str(found.id))
    found = again(session, found)
    assert (found.state, found.counts["records"], found.done) == (ImportState.PREVIEWED, PEOPLE + 2, PEOPLE + 2)


def test_a_job_goes_on_where_the_last_one_ended(session: Session) -> None:
    found, at_once = brought(session, TEXT), preview(session, partner_of_alice(session), TEXT)
    reading, none = Reading.from_json(at_once.reading), ["", "", ""]
    actions.recognised(session, import_id=found.id, reading=reading, answers=Answers(), examples=none, expected=9)
    start, batch = next(actions.numbered(TEXT.encode(), found, now=NOW))
    assert actions.look_batch(session, import_id=found.id, start=start, batch=batch[:777], now=NOW)
    assert not actions.look_batch(session, import_id=found.id, start=start, batch=batch[:777], now=NOW)
    session.commit()
    jobs.carry_on(str(found.id))
    found = again(session, found)
    assert told(found)[3:] == told(at_once)[3:]
    assert (found.counts["records"], found.counts["imported"]) == (PEOPLE + 2, 990)


def test_a_worker_killed_while_it_looks_costs_nobody_and_counts_nobody_twice(
    database: Engine, session: Session, settings: Settings
) -> None:
    found = killed_in_the_middle(session, brought(session, LARGE), settings)
    assert queries.due_imports(session) == [str(found.id)]
    jobs.carry_on(str(found.id))
    found = again(session, found)
    assert found.state is ImportState.PREVIEWED
    assert [found.counts[name] for name in ("records", "imported", "suppressed")] == [LARGE_ROWS, LARGE_YES, LARGE_NO]


def test_a_file_that_brings_workers_down_is_given_up(session: Session) -> None:
    found = brought(session, TEXT)
    for _ in range(TRIES):  # each of them begins, and is never heard of again
        assert actions.take_turn(session, import_id=found.id, now=NOW) is not None
    session.commit()
    jobs.carry_on(str(found.id))
    found = again(session, found)
    assert found.state is ImportState.UNREADABLE
    assert "could not be looked through" in found.reading["refused"]


def test_a_file_that_is_gone_before_it_was_looked_at_says_so(session: Session) -> None:
    found = brought(session, TEXT)
    use(Storage).delete(found.storage_key)
    jobs.carry_on(str(found.id))
    found = again(session, found)
    assert (found.state, found.reading["refused"]) == (
        ImportState.UNREADABLE, "The file is no longer here. Choose it again."
    )


def test_one_file_at_a_time_and_the_one_that_waited_longest_is_next(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SLICE_SECONDS", -1)
    first, second = begun(session, SMALL), brought(session, TEXT)
    with alone("contact files") as mine:
        assert mine
        jobs.carry_on(str(first.id))
        assert again(session, first).done == 0, "somebody else is at a file"
    jobs.carry_on(str(first.id))
    assert again(session, first).done == 2
    assert [job.args for job in use(Queue).jobs] == [[str(second.id)]]
    jobs.carry_on(str(second.id))
    assert [job.args for job in use(Queue).jobs][1:] == [[str(first.id)]]


def test_what_takes_long_is_told_by_size_and_kind() -> None:
    row = b"ann@x.example;Ann;Lee\n"
    card = b"BEGIN:VCARD\nVERSION:3.0\nEMAIL:a@x.example\nEND:VCARD\n"
    assert not takes_long(row * 50_000)
    assert takes_long(row * 100_000)
    assert not takes_long(card * 1_000)
    assert takes_long(card * 10_000)
    assert takes_long((card * 3_000).decode().encode("utf-16"))
    sheet = book(SheetOf("People", [["Email"], ["a@x.example"]]))
    assert not takes_long(sheet)
    assert takes_long(sheet + bytes(300_000))


def test_about_how_many_rows_there_will_be_is_known_before() -> None:
    card = b"BEGIN:VCARD\nVERSION:3.0\nEMAIL:a@x.example\nEND:VCARD\n"
    sheet = book(SheetOf("People", [["Email"], *[["a@x.example"]] * 7]))
    for body, rows in ((b"email\r" + b"a@x.example\r" * 9, 10), (card * 8, 8), (sheet, 8)):
        assert rows_about(body, format_of(body, Answers())) == rows
