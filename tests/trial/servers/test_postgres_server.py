"""The embedded PostgreSQL."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tcma.base.settings import ROOT
from tcma.trial.servers import nobody, postgres
from tcma.trial.servers.postgres_server import Postgres


def dsn(server: Postgres) -> str:
    return server.url.replace("+psycopg", "")


def pid_file(server: Postgres) -> Path:
    return nobody.footing(server.data_dir).home / "data" / "postmaster.pid"


def test_it_is_a_real_postgresql_18_with_utf_8(postgres_server: Postgres) -> None:
    engine = create_engine(postgres_server.url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW server_version")).startswith("18")
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
        assert connection.scalar(text("SELECT upper('ä')")) == "Ä"
    engine.dispose()


def test_two_run_side_by_side(server_dir: Path) -> None:
    with postgres(server_dir / "a") as a, postgres(server_dir / "b") as b:
        with psycopg.connect(dsn(a)) as connection:
            connection.execute("CREATE TABLE only_here (id int)")
        with psycopg.connect(dsn(b)) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM only_here")


def test_nobody_else_may_open_its_folder_or_its_socket(postgres_server: Postgres) -> None:
    assert stat.S_IMODE(postgres_server.socket_dir.stat().st_mode) == 0o700
    socket = postgres_server.socket_dir / ".s.PGSQL.5432"
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700


def test_it_runs_below_a_closed_folder_without_opening_it(server_dir: Path) -> None:
    closed = server_dir / "closed"
    closed.mkdir(mode=0o700)
    with postgres(closed / "pg") as server, psycopg.connect(dsn(server)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_it_runs_where_the_path_is_too_long_for_a_socket(server_dir: Path) -> None:
    deep = server_dir / ("long-" * 20) / "pg"
    with postgres(deep) as server, psycopg.connect(dsn(server)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert len(os.fsencode(server.socket_dir)) < 90
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    nobody.forget(deep)
    assert not server.socket_dir.exists()


def test_what_was_committed_survives_a_kill(server_dir: Path) -> None:
    with postgres(server_dir / "kill") as server:
        with psycopg.connect(dsn(server)) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        assert server.child is not None
        os.kill(server.child.pid, signal.SIGKILL)
        server.child.process.wait()
    with postgres(server_dir / "kill") as server, psycopg.connect(dsn(server)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_lock_file_that_names_somebody_elses_process_does_not_stop_it(server_dir: Path) -> None:
    with postgres(server_dir / "stale") as server:
        lines = pid_file(server).read_text().splitlines()
    pid_file(server).write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
    with postgres(server_dir / "stale") as server, psycopg.connect(dsn(server)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_one_that_still_runs_on_the_same_data_is_ended_first(server_dir: Path) -> None:
    forgotten = Postgres(server_dir / "twice")
    forgotten.start()
    with postgres(server_dir / "twice") as server, psycopg.connect(dsn(server)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert forgotten.child is not None
        assert forgotten.child.ended() == 0


def test_a_broken_off_start_is_not_taken_for_data(server_dir: Path) -> None:
    home = nobody.footing(server_dir / "half").home
    (home / "data.unfinished").mkdir()
    (home / "data.unfinished" / "PG_VERSION").write_text("18")
    with postgres(server_dir / "half") as server, psycopg.connect(dsn(server)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


HEMMED_IN = """
import json, os, sys
from pathlib import Path
import psycopg
from tcma.trial.servers import nobody, postgres
folder = Path(sys.argv[1])
with postgres(folder) as server, psycopg.connect(server.url.replace("+psycopg", "")) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
    rows = connection.execute("SELECT count(*) FROM kept").fetchone()[0]
    connection.execute("INSERT INTO kept VALUES (1)")
    owner = Path(f"/proc/{server.child.pid}").stat().st_uid
    print(json.dumps({"rows": rows, "owner": owner, "elsewhere": nobody.footing(folder).home != folder}))
"""


def test_root_without_its_capabilities_keeps_the_data_elsewhere(server_dir: Path) -> None:
    """As in a container that dropped them. An ordinary user has none to lose and keeps the data in place."""
    root = os.geteuid() == 0
    hem = ["setpriv", "--inh-caps=-dac_override", "--bounding-set=-dac_override", "--"] if root else []
    folder = server_dir / "hemmed"
    told = []
    for _ in range(2):
        done = subprocess.run(
            [*hem, sys.executable, "-c", HEMMED_IN, str(folder)], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        told.append(json.loads(done.stdout))
    owner = nobody.nobody() if root else os.geteuid()
    assert told == [{"rows": rows, "owner": owner, "elsewhere": root} for rows in (0, 1)]
    nobody.forget(folder)
