"""`make bench-left-out`: a million rows that were left out, taken along as a file: first byte, memory, seconds.

The download runs in a child of its own, so that its peak is its own. ROWS=100000 is quicker.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.goals import at_most, exactly, say, verdict
from bench.programme import a_partner, peak, programme
from tcma.app import application
from tcma.audiences import actions
from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.base.roles import Role
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.partners.actions import open_session
from tcma.partners.models import Person

ROWS = int(os.environ.get("ROWS", "1000000"))


def write(path: Path, number: int) -> None:
    """No row is stored: one half has no address that can be written to, the other says no."""
    with path.open("w", encoding="utf-8") as file:
        file.write("E-Mail,Name,Firma,Opt-out\n")
        for n in range(number):
            file.write(f"person.{n}@firm,Jörg {n},Firma {n % 999},\n" if n % 2
                       else f"person.{n}@firm-{n % 999}.example,Anna {n},Firma {n % 999},yes\n")  # fmt: skip


def brought(path: Path) -> tuple[UUID, str]:
    """A file that was looked at, and the cookie of somebody who may take its rows along."""
    partner, key = a_partner("left-out"), f"imports/{new_id()}"
    with path.open("rb") as file:
        use(Storage).put(key, file)
    with transaction() as session:
        now = clock.now(session)
        person = Person(id=new_id(), email="alice@left-out.example", name="Alice Sample", role=Role.PARTNER_ADMIN,
                        partner_id=partner.id, language="de", timezone="Europe/Berlin", created_at=now)  # fmt: skip
        session.add(person)
        session.flush()
        body = use(Storage).open(key)
        assert body is not None
        found = actions.preview_import(session, partner_id=partner.id, file_name=path.name, body=body,
                                       storage_key=key, actor=None, now=now)  # fmt: skip
        return found.id, open_session(session, person_id=person.id, now=now)


def child(import_id: str, cookie: str) -> None:
    """Take the file along in this process; prints JSON."""
    client = application().test_client()
    client.set_cookie("tcma_session", cookie)
    client.get("/contacts/import")  # what a page needs is there
    before, began = peak(), time.perf_counter()
    answer = client.get(f"/contacts/imports/{import_id}/left-out.csv", buffered=False)
    lines = first = size = 0.0
    for piece in answer.iter_encoded():
        first = first or time.perf_counter() - began
        lines, size = lines + piece.count(b"\n"), size + len(piece)
    assert answer.status_code == 200, answer.status
    sys.stdout.write(json.dumps({"lines": lines, "first": first, "bytes": size, "before": before, "peak": peak(),
                                 "seconds": time.perf_counter() - began}))  # fmt: skip


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tcma-bench-") as folder, programme():
        path = Path(folder) / "Fair.csv"
        write(path, ROWS)
        done = subprocess.run(
            [sys.executable, "-m", "bench.left_out", "--child", *map(str, brought(path))],
            env=os.environ | {"PYTHONPATH": os.getcwd()}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-3_000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    say(f"{ROWS:,} rows left out, {found['bytes'] / 1e6:.0f} MB in {found['seconds']:.1f} s; {found['before']:.0f} MB "
        "before")  # fmt: skip
    return verdict([
        exactly("left-out-rows", found["lines"] - 1, ROWS),
        at_most("left-out-first-byte", found["first"], 0.5, "s"),
        at_most("left-out-memory", found["peak"] - found["before"], 40, "MB"),
    ])  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:4])
    else:
        sys.exit(main())
