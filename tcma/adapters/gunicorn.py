"""gunicorn's worker with threads, which answers clicks on kept connections without waking one of them.

A redirect takes a tenth of the time that passing a request to a thread and back does. A request that is not exactly
what browsers and proxies send for a link is left to gunicorn, before anything of it was read.
"""

import re
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # has no types

from tcma.tracking.ports import QUICK

MOST = 8_192  # bytes of a head

_ASKED = re.compile(rb"(GET|HEAD) (/[rs]/[A-Za-z0-9_-]{1,200})(?:\?([!-~]*))? HTTP/1\.1\r\n")
_HEADER = re.compile(rb"([A-Za-z0-9-]+):[ \t]*([^\r\n\0]*?)[ \t]*\r\n")
_OTHERWISE = {"CONTENT_LENGTH", "TRANSFER_ENCODING", "EXPECT", "UPGRADE", "CONTENT_TYPE", "TE", "TRAILER"}
"""Whoever sends one of these wants more than a redirect."""


def read_click(head: bytes) -> dict[str, str] | None:
    """The WSGI names of a request for a link; None for anything else, or anything odd about it."""
    asked = _ASKED.match(head)
    if asked is None or head[-4:] != b"\r\n\r\n":
        return None
    environ = {
        "REQUEST_METHOD": asked[1].decode(), "PATH_INFO": asked[2].decode(), "SCRIPT_NAME": "",
        "QUERY_STRING": (asked[3] or b"").decode(), "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
    }  # fmt: skip
    place, end = asked.end(), len(head) - 2
    while place < end:
        header = _HEADER.match(head, place)
        if header is None:
            return None
        name, value = header[1].decode().upper().replace("-", "_"), header[2].decode("latin-1")
        if name in _OTHERWISE or (name == "CONNECTION" and value.lower() != "keep-alive"):
            return None
        key = "HTTP_" + name
        environ[key] = f"{environ[key]},{value}" if key in environ else value
        place = header.end()
    return environ


class ClickWorker(ThreadWorker):  # type: ignore[misc]  # has no types
    """For `--worker-class tcma.adapters.gunicorn.ClickWorker`: the same as gthread in everything else.

    Clicks that are answered here stand in no access log.
    """

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """A kept connection has something to say; called in the worker's own loop."""
        if not (self.alive and self._answered(conn)):
            super().on_client_socket_readable(conn, client)

    def _answered(self, conn: Any) -> bool:
        """Whether it was a click, and has its answer. If not, nothing was read."""
        if conn.is_http2 or self.cfg.is_ssl:
            return False
        try:
            head = conn.sock.recv(MOST, socket.MSG_PEEK)
        except OSError:
            return False
        environ: dict[str, Any] | None = read_click(head)
        if environ is None:
            return False
        environ["REMOTE_ADDR"] = conn.client[0] if isinstance(conn.client, tuple) else ""
        environ[QUICK] = True
        said: list[bytes] = []
        try:
            self.wsgi(environ, lambda status, headers: said.append(_answer(status, headers)))
        except Exception:  # it goes wrong once more on a thread, where gunicorn says so
            return False
        if not said:
            return False
        try:
            conn.sock.recv(len(head))
            conn.sock.sendall(said[0])
        except OSError:  # whoever clicked has gone
            conn.sock.shutdown(socket.SHUT_RDWR)
            return True  # the loop sees its end, and closes it
        self.keepalived_conns.remove(conn)  # those that are kept are in the order in which their time is over
        conn.set_timeout()
        self.keepalived_conns.append(conn)
        return True


def _answer(status: str, headers: list[tuple[str, str]]) -> bytes:
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    lines = (f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status}\r\nDate: {date}\r\nConnection: keep-alive\r\n{''.join(lines)}\r\n".encode("latin-1")
