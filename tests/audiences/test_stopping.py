"""An import that is stopped, or whose worker is killed: nothing is lost, nothing is there twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.jobs import store_import
from tcma.audiences.models import Consent, Contact, Import, ImportState, ListMember
from tcma.base.settings import ROOT, Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tests.audiences.files import NOW, adds_up, preview
from tests.audiences.pages import csrf, signed_in
from tests.cast import alice, charlie

PEOPLE = 60_000
TEXT = "email,name\n" + "".join(f"p{n}@x{n % 50}.example,Ann Lee{n}\n" for n in range(PEOPLE)) + "bad,B\n"
WORKER = """
from tcma.base.settings import Settings
from tcma.wiring import wire
import sys
wire(Settings())
from tcma.audiences.jobs import store_import
store_import(sys.argv[1])
"""


def begun(session: Session, text: str) -> Import:
    partner_id = alice(session).partner_id
    assert isinstance(partner_id, UUID)
    found = preview(session, partner_id, text)
    found.storage_key = f"imports/{found.id}"
    use(Storage).put(found.storage_key, text.encode())
    actions.begin_storing(session, partner_id=partner_id, import_id=found.id, basis="express", now=NOW)
    session.commit()
    return found


def test_a_stopped_import_keeps_what_is_stored_and_stores_no_more(session: Session) -> None:
    found = begun(session, TEXT)
    start, batch = next(actions.numbered(TEXT.encode(), found, now=NOW))
    assert actions.store_batch(session, import_id=found.id, start=start, batch=batch, now=NOW)
    actions.stop_storing(session, partner_id=found.partner_id, import_id=found.id, now=NOW)
    session.commit()
    store_import(str(found.id))
    session.refresh(found)
    assert (found.state, found.done) == (ImportState.STOPPED, len(batch))
    assert adds_up(found.counts)
    assert session.scalar(select(func.count()).select_from(Contact)) == len(batch)
    assert queries.due_imports(session) == []
    assert list(queries.left_out(session, found, TEXT.encode(), now=NOW)) == []
    again = preview(session, found.partner_id, TEXT)
    assert (again.counts["imported"], again.counts["updated"]) == (PEOPLE - len(batch), len(batch))


def test_the_button_stops_it_and_the_page_says_so(app: Flask, session: Session, work: Callable[[], None]) -> None:
    found = begun(session, "email\na@x.example\n")
    browser = signed_in(app, session, alice(session))
    path = f"/contacts/imports/{found.id}"
    assert "Stop storing" in browser.get(path).text
    stranger = signed_in(app, session, charlie(session))
    assert stranger.post(f"{path}/stop", data={"csrf_token": csrf(stranger)}).status_code == 404
    assert browser.post(f"{path}/stop", data={"csrf_token": csrf(browser)}).status_code == 303
    page = browser.get(path).text
    assert "Stopped after 0 rows" in page
    assert "Stop storing" not in page
    work()
    assert session.scalar(select(func.count()).select_from(Contact)) == 0


def test_an_import_that_has_ended_is_not_stopped(session: Session) -> None:
    found = begun(session, "email\na@x.example\n")
    store_import(str(found.id))
    session.expire_all()
    actions.stop_storing(session, partner_id=found.partner_id, import_id=found.id, now=NOW)
    assert session.get_one(Import, found.id, populate_existing=True).state is ImportState.STORED


def test_a_worker_killed_in_the_middle_costs_nobody_and_doubles_nobody(
    database: Engine, session: Session, settings: Settings, tmp_path: Path
) -> None:
    found = begun(session, TEXT)
    env = os.environ | {
        "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "PYTHONPATH": str(ROOT),
        "SECRET_KEYS": "1:" + settings.secret_keys[0][1].hex(), "STORAGE_DIR": str(settings.storage_dir),
        "SUPPRESSION_KEY": settings.suppression_key.hex(),
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "x"),
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(found.id)], env=env)
    try:
        deadline = time.monotonic() + 60
        while not session.scalar(select(Import.done).where(Import.id == found.id)):
            assert time.monotonic() < deadline, "the worker stores a batch"
            session.rollback()
            time.sleep(0.01)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    session.refresh(found)
    if found.state is ImportState.STORED:
        pytest.fail("killed too late to see anything")
    assert 0 < found.done < PEOPLE
    assert session.scalar(select(func.count()).select_from(Contact)) == found.done
    session.commit()
    assert queries.due_imports(session) == [str(found.id)]
    store_import(str(found.id))
    session.refresh(found)
    assert (found.state, found.done) == (ImportState.STORED, PEOPLE + 1)
    assert (found.counts["imported"], found.counts["updated"], found.counts["refused"]) == (PEOPLE, 0, 1)
    for table in (Contact, Consent, ListMember):
        assert session.scalar(select(func.count()).select_from(table)) == PEOPLE
