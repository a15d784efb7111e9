"""A PostgreSQL 18 of our own in a folder, on a unix socket that only its owner may open."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

from tcma.trial.servers import nobody
from tcma.trial.servers.children import Child, StartFailed, spawn, wait_for
from tcma.trial.servers.places import socket_folder
from tcma.trial.servers.stale import clear_stale_lock

SOCKET = ".s.PGSQL.5432"
INITDB = (
    *("-U", "tcma", "--auth=trust", "--no-sync"),
    *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
)
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """Use `start` and `stop`, or the context manager `postgres`. `url` is for SQLAlchemy."""

    def __init__(self, data_dir: Path, *, log: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.absolute()
        self.log = log or self.data_dir.parent / f"{self.data_dir.name}.log"
        self.settings = settings or {}
        self.child: Child | None = None

    def start(self) -> Child:
        """Make the data at the first start, start the server, return once it answers."""
        footing = nobody.footing(self.data_dir)
        data = footing.home / "data"
        if not data.exists():
            self._make(footing, data)
        with nobody.becoming(footing.user):
            clear_stale_lock(data)
        self.socket_dir = socket_folder(footing.home, SOCKET, footing.owner, footing.mode)
        options = {"listen_addresses": "", "unix_socket_permissions": f"{footing.mode:04o}", **self.settings}
        command = [*footing.prefix, str(footing.programs / "postgres"), "-D", str(data), "-k", str(self.socket_dir)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.child = spawn(
            "postgres", command, log=self.log, env=_env(), cwd=Path("/"), farewell=signal.SIGINT, user=footing.user
        )
        try:
            wait_for(self.child, self._answers, 60)
        except BaseException:
            self.stop()
            raise
        self._make_database()
        return self.child

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()

    @property
    def url(self) -> str:
        return self.database_url("tcma")

    def database_url(self, name: str) -> str:
        return f"postgresql+psycopg://tcma@/{name}?host={quote(str(self.socket_dir))}&port=5432"

    def _connect(self) -> "psycopg.Connection[tuple[str]]":
        return psycopg.connect(host=str(self.socket_dir), port=5432, user="tcma", dbname="postgres", autocommit=True)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _make(self, footing: nobody.Footing, data: Path) -> None:
        """initdb into a folder beside, so that a broken-off attempt is never taken for data."""
        half = data.with_name("data.unfinished")
        with nobody.becoming(footing.user):
            shutil.rmtree(half, ignore_errors=True)
        command = [*footing.prefix, str(footing.programs / "initdb"), "-D", str(half), *INITDB]
        made = subprocess.run(
            command, capture_output=True, text=True, check=False, env=_env(), cwd="/", user=footing.user,
            extra_groups=None if footing.user is None else [],
        )  # fmt: skip
        if made.returncode != 0:
            raise StartFailed(f"initdb failed:\n{made.stderr}")
        if self.settings.get("fsync") != "off":
            os.sync()
        half.rename(data)

    def _make_database(self) -> None:
        with self._connect() as connection, suppress(psycopg.errors.DuplicateDatabase):
            connection.execute("CREATE DATABASE tcma")


@contextmanager
def postgres(
    data_dir: Path, *, log: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[Postgres]:
    """A running server; `settings=CARELESS` makes it fast and its data worthless after a crash."""
    server = Postgres(data_dir, log=log, settings=settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _env() -> dict[str, str]:
    """Without PGDATA and its like, which would mislead initdb."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
