"""Stands between a worker and PostgreSQL, and cuts the connection at a COMMIT: before it arrives, or after it is done.

Either way the worker hears the same, and cannot know which of the two it was.
"""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"  # psycopg's, as a simple query
SOCKET = ".s.PGSQL.5432"


class Proxy(threading.Thread):
    """Listens in `folder`. The `nth` commit of all its connections is cut, after it has `arrived` or before."""

    def __init__(self, folder: Path, server: Path, nth: int, *, arrived: bool) -> None:
        super().__init__(daemon=True)
        self._server, self._left, self._arrived = server, nth, arrived
        self.cut = 0
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / SOCKET))
        self._listening.listen()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._other: dict[socket.socket, socket.socket] = {}
        self._workers: set[socket.socket] = set()  # the ends that lead to workers
        self._doomed: set[socket.socket] = set()  # the server's ends whose next word is not passed on
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            for key, _ in self._selector.select(0.05):
                end = key.fileobj
                assert isinstance(end, socket.socket)
                if end is self._listening:
                    self._connect()
                elif end in self._other:
                    self._pass_on(end)

    def stop(self) -> None:
        self._over.set()
        self.join()
        for end in list(self._other):
            self._close(end)
        self._listening.close()
        self._selector.close()

    def _connect(self) -> None:
        worker, _ = self._listening.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(self._server))
        self._workers.add(worker)
        for end, other in ((worker, server), (server, worker)):
            self._other[end] = other
            self._selector.register(end, selectors.EVENT_READ)

    def _pass_on(self, end: socket.socket) -> None:
        with suppress(OSError):  # one end is gone: the other is closed below
            words, other = end.recv(1 << 16), self._other[end]
            if words and end not in self._doomed and not self._strikes(end, words):
                other.sendall(words)
                return
        self._close(end)

    def _strikes(self, end: socket.socket, words: bytes) -> bool:
        """Whether the connection is to be cut now. One whose commit arrives is cut when the server answers."""
        if end not in self._workers or COMMIT not in words:
            return False
        self._left -= 1
        if self._left:
            return False
        self.cut += 1
        if self._arrived:
            self._doomed.add(self._other[end])
        return not self._arrived

    def _close(self, end: socket.socket) -> None:
        for each in (end, self._other.get(end)):
            if each is not None and self._other.pop(each, None) is not None:
                self._selector.unregister(each)
                each.close()


@contextmanager
def cutting(folder: Path, server: Path, nth: int, *, arrived: bool) -> Iterator[Proxy]:
    """A proxy before the PostgreSQL whose sockets are in the folder `server`; its own is in `folder`."""
    proxy = Proxy(folder, server / SOCKET, nth, arrived=arrived)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()


def through(url: str, folder: Path) -> str:
    """The database's URL, by the socket in `folder`."""
    base, _, _ = url.partition("?")
    return f"{base}?host={quote(str(folder))}&port=5432"
