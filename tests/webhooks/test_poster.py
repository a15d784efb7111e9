"""The one who posts: to a server of this test, and never where it must not go."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tcma.adapters.webhooks import HttpPoster
from tcma.webhooks.ports import Later, Never


def never(*_: Any, **__: Any) -> socket.socket:
    pytest.fail("connected")


class Sink(BaseHTTPRequestHandler):
    got: list[tuple[str, str, bytes]] = []  # noqa: RUF012  # one server a test

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, self.headers["webhook-id"], body))
        if self.path == "/slow":
            time.sleep(1)
        self.send_response(302 if self.path == "/away" else 204)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def sink() -> Iterator[str]:
    Sink.got = []
    server = HTTPServer(("127.0.0.1", 0), Sink)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_arrives_as_it_was_sent_and_a_redirect_is_not_followed(sink: str) -> None:
    poster = HttpPoster(sink)
    assert poster.post(f"{sink}/hooks?a=1", b'{"a":1}', {"webhook-id": "msg_1"}) == 204
    assert poster.post(f"{sink}/away", b"{}", {"webhook-id": "msg_2"}) == 302
    assert Sink.got == [("/hooks?a=1", "msg_1", b'{"a":1}'), ("/away", "msg_2", b"{}")]


def test_a_server_that_takes_too_long_is_not_waited_for(sink: str) -> None:
    with pytest.raises(Later):
        HttpPoster(sink, seconds=0.1).post(f"{sink}/slow", b"{}", {"webhook-id": "1"})


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://localhost/", "https://[::1]/", "http://127.0.0.1:1/"])
def test_nothing_goes_to_an_address_here(url: str) -> None:
    with pytest.raises(Never):
        HttpPoster(None, connect=never).post(url, b"{}", {})


def test_a_name_is_looked_up_once_and_none_of_its_addresses_may_be_ours() -> None:
    """A name with one open and one private address, and one that changes its mind, are not gone to."""
    asked: list[str] = []

    def two(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("8.8.8.8", port)), (2, 1, 6, "", ("10.0.0.1", port))]

    with pytest.raises(Never):
        HttpPoster(None, look_up=two, connect=never).post("https://crm.example.com/", b"{}", {})
    assert asked == ["crm.example.com"]


def test_the_connection_is_made_to_the_address_that_was_looked_up() -> None:
    went: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], **_: Any) -> socket.socket:
        went.append(address)
        raise ConnectionRefusedError

    one = HttpPoster(None, look_up=lambda _h, port, **_k: [(2, 1, 6, "", ("8.8.8.8", port))], connect=refuse)
    with pytest.raises(Later):
        one.post("https://crm.example.com/", b"{}", {})
    assert went == [("8.8.8.8", 443)]
