"""The web server's worker: it answers clicks at once, and leaves everything else as it found it."""

import os
import selectors
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]  # has no types
from gunicorn.workers.gthread import TConn  # type: ignore[import-untyped]  # has no types

from tcma.adapters.gunicorn import ClickWorker, read_click
from tcma.tracking.ports import QUICK

HEAD = b"GET /r/abc_-9?a=b HTTP/1.1\r\nHost: go.example\r\nUser-Agent: Mozilla/5.0\r\nAccept-Language: de\r\n\r\n"


def test_a_request_for_a_link_is_read() -> None:
    environ = read_click(HEAD)
    assert environ is not None
    assert (environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]) == ("GET", "/r/abc_-9", "a=b")
    assert (environ["HTTP_HOST"], environ["HTTP_USER_AGENT"]) == ("go.example", "Mozilla/5.0")


def test_a_header_that_comes_twice_is_joined_as_gunicorn_joins_it() -> None:
    environ = read_click(HEAD.replace(b"\r\n\r\n", b"\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\n\r\n"))
    assert environ is not None
    assert environ["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        HEAD[:-2],
        HEAD[:-30],
        HEAD + HEAD,
        HEAD + b"x",
        HEAD.replace(b"GET", b"POST"),
        HEAD.replace(b"/r/", b"/hq/"),
        HEAD.replace(b"/r/abc_-9", b"/r/abc/../x"),
        HEAD.replace(b"/r/abc_-9", b"/r/%61bc"),
        HEAD.replace(b"/r/", b"https://evil.example/r/"),
        HEAD.replace(b"1.1", b"1.0"),
        HEAD.replace(b"1.1", b"2.0"),
        HEAD.replace(b"\r\n", b"\n"),
        HEAD.replace(b"Host:", b"Host :"),
        HEAD.replace(b"Host:", b" Host:"),
        HEAD.replace(b"Host: go.example", b"Host: go\0.example"),
        HEAD.replace(b"Accept-Language", b"Content_Length"),
        *(HEAD.replace(b"Accept-Language: de", one) for one in (
            b"Content-Length: 0", b"content-length: 5", b"Transfer-Encoding: chunked", b"Expect: 100-continue",
            b"Upgrade: h2c", b"Connection: close", b"Connection: keep-alive, Upgrade", b"no colon",
        )),
    ],
)  # fmt: skip
def test_anything_odd_is_left_to_gunicorn(head: bytes) -> None:
    assert read_click(head) is None


@dataclass
class Stage:
    """gunicorn's own worker and its own connection, kept; at the other end a browser. `left` to gunicorn's threads."""

    worker: ClickWorker
    conn: TConn
    browser: socket.socket
    asked: list[dict[str, Any]] = field(default_factory=list)
    left: list[TConn] = field(default_factory=list)

    def say(self, sent: bytes) -> None:
        self.browser.sendall(sent)
        self.worker.on_client_socket_readable(self.conn, self.conn.sock)

    def answers(self, environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]) -> Any:
        self.asked.append(environ)
        start_response("302 Found", [("Location", "https://northgate.example/"), ("Content-Length", "0")])
        return (b"",)

    def says_nothing(self, environ: dict[str, Any], start_response: object) -> Any:
        self.asked.append(environ)
        return ()

    def breaks(self, environ: dict[str, Any], start_response: object) -> Any:
        raise RuntimeError


@pytest.fixture
def stage() -> Iterator[Stage]:
    config = Config()
    ours, theirs = socket.socketpair()
    theirs.settimeout(2)
    worker = ClickWorker(1, os.getppid(), [], None, 30, config, None)
    with ours, theirs, selectors.DefaultSelector() as poller, worker.tmp._tmp:
        found = Stage(worker, TConn(config, ours, ("203.0.113.9", 4711), ("127.0.0.1", 8000)), theirs)
        worker.wsgi, worker.poller, worker.enqueue_req = found.answers, poller, found.left.append
        found.conn.set_timeout()
        worker.keepalived_conns.extend([found.conn, object()])
        poller.register(ours, selectors.EVENT_READ)
        yield found


def test_a_click_is_answered_and_its_connection_kept_for_the_next(stage: Stage) -> None:
    for _ in range(2):
        before = stage.conn.timeout
        stage.say(HEAD)
        said = stage.browser.recv(4_096)
        assert said.startswith(b"HTTP/1.1 302 Found\r\nDate: ")
        assert said.endswith(b"Location: https://northgate.example/\r\nContent-Length: 0\r\n\r\n")
        assert stage.conn.timeout > before
        assert stage.worker.keepalived_conns[-1] is stage.conn
    assert len(stage.worker.keepalived_conns) == 2
    assert stage.left == []
    assert [(environ["REMOTE_ADDR"], QUICK in environ) for environ in stage.asked] == [("203.0.113.9", True)] * 2


@pytest.mark.parametrize(
    ("sent", "application"),
    [(HEAD, "says_nothing"), (HEAD, "breaks"), (HEAD.replace(b"GET", b"POST"), "answers"), (HEAD + HEAD, "answers"),
     (HEAD[:-2], "answers")],
)  # fmt: skip
def test_what_has_no_answer_now_is_left_to_gunicorn_unread(stage: Stage, sent: bytes, application: str) -> None:
    stage.worker.wsgi = getattr(stage, application)
    stage.say(sent)
    assert stage.left == [stage.conn]
    assert stage.conn not in stage.worker.keepalived_conns
    assert stage.conn.sock.recv(8_192) == sent


def test_a_connection_that_was_closed_is_left_to_gunicorn(stage: Stage) -> None:
    stage.browser.close()
    stage.worker.on_client_socket_readable(stage.conn, stage.conn.sock)
    assert stage.left == [stage.conn]


def test_a_worker_that_stops_leaves_all_to_gunicorn(stage: Stage) -> None:
    """It answers what is still coming, and says that the connection closes."""
    stage.worker.alive = False
    stage.say(HEAD)
    assert stage.left == [stage.conn]
