"""A Valkey of our own in a folder: append-only file, and a unix socket that only its owner may open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tcma.trial.servers.children import Child, spawn, wait_for
from tcma.trial.servers.places import socket_folder
from tcma.trial.servers.programs import valkey_program

SOCKET = "valkey.sock"


class Valkey:
    """Use `start` and `stop`, or the context manager `valkey`. `url` is for redis-py."""

    def __init__(self, data_dir: Path, *, log: Path | None = None, durable: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.log = log or self.data_dir.parent / f"{self.data_dir.name}.log"
        self.durable = durable
        self.child: Child | None = None

    def start(self) -> Child:
        """Start the server, return once it has read its data and answers."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        socket = socket_folder(self.data_dir, SOCKET) / SOCKET
        socket.unlink(missing_ok=True)
        self.url = f"unix://{socket}?db=0"
        options = {
            "port": "0", "unixsocket": str(socket), "unixsocketperm": "700", "dir": str(self.data_dir),
            "appendonly": "yes" if self.durable else "no", "appendfsync": "everysec", "save": "",
            "maxmemory-policy": "noeviction", "daemonize": "no",
        }  # fmt: skip
        command = [str(valkey_program()), *(part for name, value in options.items() for part in (f"--{name}", value))]
        self.child = spawn("valkey", command, log=self.log, cwd=self.data_dir)
        try:
            wait_for(self.child, self._answers, 60)
        except BaseException:
            self.stop()
            raise
        return self.child

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()

    def _answers(self) -> bool:
        with Redis.from_url(self.url) as redis:
            try:
                return bool(redis.ping())
            except RedisError:
                return False


@contextmanager
def valkey(data_dir: Path, *, log: Path | None = None, durable: bool = True) -> Iterator[Valkey]:
    """A running server; without `durable` its data live in memory only."""
    server = Valkey(data_dir, log=log, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.stop()
