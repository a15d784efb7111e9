"""Clicks by the thousand on 127.0.0.1: by wrk where it is installed, else by a loop of our own."""

import re
import selectors
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

CONNECTIONS = 16
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0"

_SCRIPT = """
local tokens = {}
for line in io.lines("%s") do tokens[#tokens + 1] = line end
local n = math.random(#tokens)
wrk.headers["User-Agent"] = "%s"
request = function()
  n = n %% #tokens + 1
  return wrk.format("GET", "/r/" .. tokens[n])
end
"""


@dataclass
class Clicked:
    """What came back. `answered`: (number of the token, when), only of our own loop. `p99` in seconds."""

    rate: float
    p99: float
    number: int
    answered: list[tuple[int, float]] = field(default_factory=list)
    broken: int = 0


def wrk() -> str | None:
    """The path of wrk, if it is here."""
    return shutil.which("wrk")


def by_wrk(program: str, port: int, tokens: Sequence[str], seconds: float, folder: Path) -> Clicked:
    listed, script = folder / "tokens", folder / "clicks.lua"
    listed.write_text("\n".join(tokens))
    script.write_text(_SCRIPT % (listed, AGENT))
    command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--latency", "-s", str(script),
               f"http://127.0.0.1:{port}"]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout
    if "Non-2xx or 3xx" in said:
        raise SystemExit(f"wrk got errors:\n{said}")
    rate = float(_found(r"Requests/sec:\s+([\d.]+)", said)[1])
    number = int(_found(r"(\d+) requests in", said)[1])
    late = _found(r"99%\s+([\d.]+)(us|ms|s)", said)
    return Clicked(rate, float(late[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1}[late[2]], number)


def _found(pattern: str, said: str) -> re.Match[str]:
    found = re.search(pattern, said)
    if found is None:
        raise SystemExit(f"wrk said something else:\n{said}")
    return found


class _Line:
    """One connection: a request is out, and its answer comes in pieces."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.token, self.since, self.got = 0, 0.0, b""

    def ask(self, token: int, request: bytes) -> None:
        self.token, self.since, self.got = token, time.perf_counter(), b""
        self.socket.sendall(request)

    def whole(self) -> bool:
        """Takes what has come; an OSError if the other side has gone."""
        piece = self.socket.recv(65_536)
        if not piece:
            raise ConnectionResetError
        self.got += piece
        if self.got.endswith(b"Content-Length: 0\r\n\r\n"):  # most of ours: the loop should cost as little as it can
            return True
        head, end, body = self.got.partition(b"\r\n\r\n")
        if not end:
            return False
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        return length is not None and len(body) >= int(length[1])


def by_hand(port: int, tokens: Sequence[str], seconds: float, *, first: int = 0, stop: Event | None = None) -> Clicked:
    """Click one token after the other, round and round. A connection that breaks is made again, its click not counted.

    A SystemExit for an answer that is no 302: then what is measured is not what was meant.
    """
    head = f"HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: {AGENT}\r\nAccept-Language: en\r\n\r\n"
    requests = [f"GET /r/{token} {head}".encode() for token in tokens]
    took: list[float] = []
    clicked, number = Clicked(0, 0, 0), first
    with selectors.DefaultSelector() as selector:

        def ask(line: _Line) -> None:
            nonlocal number
            line.ask(number % len(tokens), requests[number % len(tokens)])
            number += 1

        for _ in range(CONNECTIONS):
            line = _Line(port)
            selector.register(line.socket, selectors.EVENT_READ, line)
            ask(line)
        began = time.perf_counter()
        while time.perf_counter() - began < seconds and not (stop and stop.is_set()):
            for key, _ in selector.select(0.5):
                line = key.data
                try:
                    if not line.whole():
                        continue
                    now = time.perf_counter()
                    if line.got[9:12] == b"302":
                        took.append(now - line.since)
                        clicked.answered.append((line.token, now))
                    else:
                        raise SystemExit(f"a click was answered with {line.got[:80]!r}")
                    ask(line)
                except OSError:
                    clicked.broken += 1
                    selector.unregister(line.socket)
                    line.socket.close()
                    line = _again(port)
                    selector.register(line.socket, selectors.EVENT_READ, line)
                    ask(line)
        spent = time.perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    clicked.number, clicked.rate = len(took), len(took) / spent
    clicked.p99 = sorted(took)[int(len(took) * 0.99)] if took else 0.0
    return clicked


def answers(port: int, patience: float) -> None:
    """Wait until the server has answered a request, and not only taken the connection."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.settimeout(end - time.monotonic())
                line.sendall(b"GET /r/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if line.recv(16):
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web server does not answer")


def _again(port: int) -> _Line:
    for _ in range(100):
        try:
            return _Line(port)
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the web server did not come back")
