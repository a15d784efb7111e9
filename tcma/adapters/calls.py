"""One HTTP call over a connection of its own, bounded in time and size."""

import http.client
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """`more`: the body was longer than was wanted; `cut`: it ended too early. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    more: bool = False
    cut: bool = False


def call(
    connection: http.client.HTTPConnection, method: str, path: str, *, body: bytes | None, headers: Mapping[str, str],
    seconds: float, largest: int,
) -> Answer:  # fmt: skip
    """Ask, and close the connection, which is open already. Raises OSError and http.client.HTTPException.

    Each read has a time-out of its own; `seconds` ends a server that answers a letter a second. Redirects are answers.
    """
    sock = connection.sock
    cut = threading.Timer(seconds, _shut, args=[sock])
    cut.daemon = True
    cut.start()
    try:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        read = answer.read(largest + 1)
        told = {name.lower(): value for name, value in answer.getheaders()}
        more = len(read) > largest
        return Answer(answer.status, told, read[:largest], more, cut=not more and bool(answer.length))
    finally:
        cut.cancel()
        connection.close()


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        sock.shutdown(socket.SHUT_RDWR)
