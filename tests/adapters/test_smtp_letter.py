"""What crosses the wire between DATA and the final dot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.adapters.mime import Unsendable
from tcma.adapters.smtp import Server
from tcma.adapters.smtp.letter import stuffed


@given(st.lists(st.text("ab. \t", max_size=8), min_size=1))
def test_stuffed_lines_hide_every_dot_and_lose_nothing(lines: list[str]) -> None:
    raw = "\r\n".join([*lines, ""]).encode()
    found = stuffed(raw)
    assert b"\r\n.\r\n" not in b"\r\n" + found
    read = [line[1:] if line.startswith(b".") else line for line in found.split(b"\r\n")]
    assert b"\r\n".join(read) == (raw if raw.endswith(b"\r\n") else raw + b"\r\n")


@pytest.mark.parametrize("raw", [
    b"a\n.\nMAIL FROM:<eve@example.com>\n", b"a\r.\r\nb\r\n", b"a\n.\r\nb\r\n", b"a\r\n.\rb\r\n", b"a\r\r\nb\r\n",
    b"a" * 999 + b"\r\n",
])
def test_half_line_breaks_and_long_lines_never_leave(raw: bytes) -> None:
    with pytest.raises(Unsendable):
        stuffed(raw)


def test_an_address_says_all_of_a_server() -> None:
    server = Server.of("smtp://me%40x:p%2Fw@mail.example")
    assert (server.host, server.port, server.user, server.password, server.implicit) == (
        "mail.example", 587, "me@x", "p/w", False)
    assert "p/w" not in repr(server)
    assert Server.of("smtps://mail.example").port == 465


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        Server.of(url)
