"""Imports that were begun, for the tests of jobs, and a worker to be killed in the middle of one."""

import os
import signal
import subprocess
import sys
import time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences import actions
from tcma.audiences.models import Import, ImportState
from tcma.base.db import new_id
from tcma.base.settings import ROOT, Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.turns import alone
from tests.audiences.files import NOW, preview
from tests.cast import alice

# A file of several batches: one ends after 300 who said no, here each tenth.
LARGE_ROWS, LARGE_NO, LARGE_YES = 12_000, 1_200, 10_800
LARGE = "email,name,opt out\n" + "".join(
    f"p{n}@x{n % 50}.example,Ann Lee{n},{'yes' if n % 10 == 0 else ''}\n" for n in range(LARGE_ROWS)
)
_WORKER = """
from tcma.base.settings import Settings
from tcma.wiring import wire
import sys
wire(Settings())
from tcma.audiences.jobs import carry_on
carry_on(sys.argv[1])
"""


def partner_of_alice(session: Session) -> UUID:
    """Whose files these are."""
    partner_id = alice(session).partner_id
    assert partner_id is not None
    return partner_id


def begun(session: Session, text: str) -> Import:
    """A file that was shown and whose storing was begun; it waits for its job."""
    found = preview(session, partner_of_alice(session), text)
    found.storage_key = f"imports/{found.id}"
    use(Storage).put(found.storage_key, text.encode())
    actions.begin_storing(session, partner_id=found.partner_id, import_id=found.id, basis="express", now=NOW)
    session.commit()
    return found


def brought(session: Session, text: str | bytes) -> Import:
    """A file that was brought and is to be looked at by a job."""
    body, key = text.encode() if isinstance(text, str) else text, f"imports/{new_id()}"
    use(Storage).put(key, body)
    found = actions.preview_import(
        session, partner_id=partner_of_alice(session), file_name="large.csv", body=body, storage_key=key, actor=None,
        now=NOW, at_once=False,
    )  # fmt: skip
    session.commit()
    return found


def killed_in_the_middle(session: Session, found: Import, settings: Settings) -> Import:
    """Begin the job in a process of its own, and kill it once a batch is done. The import as it is then."""
    env = os.environ | {
        "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "PYTHONPATH": str(ROOT),
        "SECRET_KEYS": "1:" + settings.secret_keys[0][1].hex(), "STORAGE_DIR": str(settings.storage_dir),
        "SUPPRESSION_KEY": settings.suppression_key.hex(),
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "x"),
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-c", _WORKER, str(found.id)], env=env)
    try:
        deadline = time.monotonic() + 120
        while not session.scalar(select(Import.done).where(Import.id == found.id)):
            session.rollback()
            assert time.monotonic() < deadline, "the worker does a batch"
            time.sleep(0.01)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    while True:  # the database notices it a moment later
        with alone("contact files") as mine:
            if mine:
                break
    left = session.get_one(Import, found.id, populate_existing=True)
    assert left.state in (ImportState.LOOKING, ImportState.STORING), "killed too late to see anything"
    assert 0 < left.done < LARGE_ROWS
    session.commit()
    return left
