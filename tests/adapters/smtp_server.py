"""An SMTP server on 127.0.0.1 that takes its time and has its faults, on a thread with a loop of its own.

Written from RFC 5321, not from our client. `script` may answer a command, or the end of a message, in another way.
"""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HANG_UP, SILENCE, RESET = "hang up", "silence", "reset"
# (command or END, its line, how many such came) -> reply; None: as usual
Script = Callable[[str, str, int], str | None]


@dataclass
class SmtpTwin:
    """What it took: (MAIL line, RCPT line, message as it crossed the wire, still stuffed)."""

    delay: float = 0.0
    pipelining: bool = True
    extensions: tuple[str, ...] = ("8BITMIME", "SIZE 1000000")
    script: Script = lambda _command, _line, _number: None
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    connections: int = 0
    early: int = 0  # commands that came before the reply to the one before, where that is not allowed
    port: int = 0
    tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def count(self, command: str) -> int:
        return sum(line.upper().startswith(command) for line in self.lines)


class _Session(asyncio.Protocol):
    def __init__(self, twin: SmtpTwin) -> None:
        self.twin, self.buffer, self.in_data, self.waiting = twin, b"", False, 0
        self.transport: asyncio.Transport | None = None
        self.mail, self.rcpt, self.silent = "", "", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.twin.connections += 1
        self.say("220 twin.example ESMTP")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self.transport is not None and not self.transport.is_closing():
            if self.in_data:
                if self.buffer.startswith(b".\r\n"):
                    end, size = 0, 3
                else:
                    end, size = self.buffer.find(b"\r\n.\r\n") + 2, 3
                    if end < 2:
                        return
                message, self.buffer, self.in_data = self.buffer[:end], self.buffer[end + size :], False
                self.end(message)
                continue
            line, found, rest = self.buffer.partition(b"\r\n")
            if not found:
                return
            self.buffer = rest
            if self.waiting and not self.twin.pipelining:
                self.twin.early += 1
            self.command(line.decode("latin-1"))

    def end(self, message: bytes) -> None:
        self.twin.lines.append("END")
        said = self.twin.script("END", "", self.twin.count("END"))
        if not self.rcpt:
            said = said or "554 no valid recipients"
        if said is None or said.startswith("250") or said == "taken, then silence":
            self.twin.taken.append((self.mail, self.rcpt, message))
        self.mail = self.rcpt = ""
        self.say(said or f"250 2.0.0 Ok: queued as Q{len(self.twin.taken)}")

    def command(self, line: str) -> None:
        twin, name = self.twin, line[:4].upper()
        twin.lines.append(line)
        said = twin.script(name, line, twin.count(name))
        if said is None:
            said = self.usual(name, line)
        elif name == "DATA" and said.startswith("354"):
            self.in_data = True
        self.say(said)

    def usual(self, name: str, line: str) -> str:
        if name == "EHLO":
            offered = ("twin.example", *self.twin.extensions, *(["PIPELINING"] if self.twin.pipelining else []))
            return "\r\n".join([*(f"250-{each}" for each in offered), "250 HELP"])
        if name == "MAIL":
            if self.mail:
                return "503 nested MAIL"
            self.mail = line
        elif name == "RCPT":
            if not self.mail:
                return "503 MAIL first"
            self.rcpt = line
        elif name == "DATA":
            if not self.rcpt:
                return "503 RCPT first"
            self.in_data = True
            return "354 go on"
        elif name == "RSET":
            self.mail = self.rcpt = ""
        elif name != "QUIT":
            return "502 not implemented"
        return "250 2.1.0 Ok"

    def say(self, reply: str) -> None:
        self.waiting += 1
        asyncio.get_running_loop().call_later(self.twin.delay, self.said, reply)

    def said(self, reply: str) -> None:
        self.waiting -= 1
        assert self.transport is not None
        if self.silent:  # who hangs answers nothing that comes after, either
            return
        if reply == RESET:
            self.transport.abort()
        elif reply == HANG_UP:
            self.transport.close()
        elif "silence" in reply:
            self.silent = True
        else:
            self.transport.write(reply.encode() + b"\r\n")
            if reply.startswith("421"):
                self.transport.close()


@contextmanager
def running(twin: SmtpTwin) -> Iterator[SmtpTwin]:
    """The server, until the block ends."""
    loop, ready, sessions = asyncio.new_event_loop(), threading.Event(), list[_Session]()

    def made() -> _Session:
        sessions.append(_Session(twin))
        return sessions[-1]

    async def serve() -> None:
        server = await loop.create_server(made, "127.0.0.1", twin.port, ssl=twin.tls)
        twin.port = server.sockets[0].getsockname()[1]
        ready.set()
        await ended.wait()
        server.close()
        for session in sessions:
            if session.transport is not None:  # None: the handshake failed
                session.transport.abort()
        await asyncio.sleep(0)

    ended = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(5)
    try:
        yield twin
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(5)
        loop.close()
