"""Hostile files through the database: nothing is lost, and nobody gets in who said no or asked to be forgotten."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Contact, ImportState
from tcma.base.errors import Refusal
from tcma.base.settings import ROOT
from tests.audiences.books import book
from tests.audiences.files import NOW, adds_up, preview
from tests.audiences.hostile import File
from tests.audiences.test_hostile_files import EVERY
from tests.cast import alice

MEMORY = 250  # MB more than the interpreter with the product's rules in it has
SECONDS = 20
CHILD = """
import json, resource, sys, time
from datetime import datetime, UTC
from pathlib import Path
from tcma.adapters.storage import LocalStorage
from tcma.audiences.rules import recognise, records
from tcma.base.errors import Refusal
from tests.memory import peak_mb
storage, names = LocalStorage(Path(sys.argv[1])), json.load(sys.stdin)
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
before = peak_mb()
said = []
for name in names:
    start, rows = time.process_time(), 0
    body = storage.open("hostile/" + name)
    try:
        rows = sum(1 for _ in records(body, recognise(body), basis=None, now=datetime(2026, 11, 2, tzinfo=UTC)))
    except Refusal:
        pass
    said.append([time.process_time() - start, peak_mb() - before, rows])
json.dump(said, sys.stdout)
"""


@pytest.fixture
def partner(session: Session) -> UUID:
    partner_id = alice(session).partner_id
    assert partner_id is not None
    return partner_id


@pytest.mark.parametrize("file", [file for file in EVERY if file.refused is None], ids=lambda file: file.name)
def test_every_record_of_a_file_is_accounted_for(session: Session, partner: UUID, file: File) -> None:
    body = file.made()
    try:
        found = preview(session, partner, body)
    except Refusal:
        assert not file.rows
        return
    assert found.state is ImportState.PREVIEWED
    assert adds_up(found.counts)
    found = actions.store_import(
        session, partner_id=partner, import_id=found.id, body=body, basis="express", now=NOW
    )
    assert adds_up(found.counts)
    assert found.counts["records"] == len(file.rows)
    said = queries.report(session, found, body, now=NOW)
    assert len(said["refused"]) == found.counts["refused"]
    people = session.scalars(select(Contact).where(Contact.partner_id == partner)).all()
    assert len(people) == found.counts["imported"]


def test_hostile_files_keep_within_memory_and_time(tmp_path: Path) -> None:
    """In a child that may have a gigabyte of addresses, one file after the other; large good files at the end."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    rows = [[f"p{n}@x.example", "Ann", f"Firm {n}", 15551234567.0] for n in range(50_000)]
    large = [File("large.xlsx", partial(book, [["Email", "First name", "Company", "Phone"], *rows])),
             File("large.csv", ("email,name,company\n" + "".join(f"p{n}@x.example,Ann Lee,Firm {n}\n"
                                                                for n in range(100_000))).encode())]  # fmt: skip
    for number, file in enumerate([*EVERY, *large]):
        (folder / str(number)).write_bytes(file.made())
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)], input=json.dumps([str(n) for n in range(len(EVERY) + 2)]),
        capture_output=True, text=True, cwd=ROOT, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    said = json.loads(done.stdout)
    assert [rows for *_, rows in said[-2:]] == [50_000, 100_000]
    for file, (seconds, megabytes, _) in zip([*EVERY, *large], said, strict=True):
        assert (seconds < SECONDS, megabytes < MEMORY) == (True, True), (file.name, seconds, megabytes)
