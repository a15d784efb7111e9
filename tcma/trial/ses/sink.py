"""`python -m tcma.trial.ses.sink`: the simulator's fast mode. It takes every mail, keeps none, and only counts.

For benchmarks: what is measured is the sender, not what stands in for Amazon. Over HTTP it answers SendBulkEmail and
SendEmail with MessageIds in SES's form, GetAccount with the rate it was told, and `GET /_sink` with its counts; over
SMTP it takes what smtplib sends. Bound to 127.0.0.1, one thread, ended by SIGTERM or SIGINT.
"""

import asyncio
import json
import signal
from collections import Counter
from itertools import count

import click

_ENTRY = b'"Destination":'  # one per mail of a request; inside a JSON text its quotes would be escaped
_ID = "0107019000000000-00000000-0000-4000-8000-{:012x}-000000"
_BULK, _ONE, _ACCOUNT, _COUNTS = (
    "/v2/email/outbound-bulk-emails", "/v2/email/outbound-emails", "/v2/email/account", "/_sink",
)


class Sink:
    """What was taken: requests and recipients by operation, and how long the answers take to come."""

    def __init__(self, rate: float, delay: float) -> None:
        self.rate, self.delay = rate, delay
        self.requests: Counter[str] = Counter()
        self.recipients: Counter[str] = Counter()
        self._numbers = count(1)

    def _taken(self, operation: str, recipients: int) -> list[str]:
        self.requests[operation] += 1
        self.recipients[operation] += recipients
        return [_ID.format(next(self._numbers)) for _ in range(recipients)]

    def answer(self, path: str, body: bytes) -> object:
        """The JSON of one HTTP request, None for an address that nobody has."""
        if path == _BULK:
            ids = self._taken("SendBulkEmail", body.count(_ENTRY))
            return {"BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": each} for each in ids]}
        if path == _ONE:
            return {"MessageId": self._taken("SendEmail", 1)[0]}
        if path == _ACCOUNT:
            quota = {"Max24HourSend": -1, "MaxSendRate": self.rate, "SentLast24Hours": 0}
            return {"SendQuota": quota, "SendingEnabled": True, "ProductionAccessEnabled": True}
        if path == _COUNTS:
            return {"requests": self.requests, "recipients": self.recipients}
        return None

    def smtp(self) -> str:
        """The id of one mail that came by SMTP."""
        return self._taken("SMTP", 1)[0]


class Http(asyncio.Protocol):
    """One connection, kept open; one request after the other."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._parts: list[bytes] = []
        self._have, self._need, self._path = 0, 0, ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parts.append(data)
        self._have += len(data)
        if not self._need and not self._head():
            return
        if self._have >= self._need:
            body = b"".join(self._parts)
            self._parts, self._have, self._need = [], 0, 0
            if self._sink.delay:
                asyncio.get_running_loop().call_later(self._sink.delay, self._answer, self._path, body)
            else:
                self._answer(self._path, body)

    def _head(self) -> bool:
        """Whether the head is complete; then it is known how many bytes the request has."""
        so_far = b"".join(self._parts)
        end = so_far.find(b"\r\n\r\n")
        if end < 0:
            return False
        lines = so_far[:end].decode("latin-1").split("\r\n")
        self._path = lines[0].split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if headers.get("expect"):
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._need = end + 4 + int(headers.get("content-length", 0))
        self._parts = [so_far]
        return True

    def _answer(self, path: str, request: bytes) -> None:
        found = self._sink.answer(path, request)
        body = json.dumps({} if found is None else found).encode()
        status = "404 Not Found" if found is None else "200 OK"
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


class Smtp(asyncio.Protocol):
    """One SMTP connection; PIPELINING is offered."""

    def __init__(self, sink: Sink) -> None:
        self._sink, self._buffer, self._in_data = sink, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._say("220 sink")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._step():
            pass

    def _step(self) -> bool:
        """Take one command, or one message. False when more has to come first."""
        end = self._buffer.find(b"\r\n.\r\n" if self._in_data else b"\r\n")
        if end < 0:
            return False
        if self._in_data:
            self._buffer, self._in_data = self._buffer[end + 5 :], False
            self._say(f"250 Ok {self._sink.smtp()}")
            return True
        line, self._buffer = self._buffer[:end], self._buffer[end + 2 :]
        word = line[:4].upper()
        if word == b"EHLO":
            self._say("250-sink\r\n250-PIPELINING\r\n250 8BITMIME")
        elif word == b"DATA":
            self._in_data = True
            self._say("354 go on")
        elif word == b"QUIT":
            self._say("221 bye")
            self._transport.close()
            return False
        else:
            self._say("250 Ok")
        return True

    def _say(self, line: str) -> None:
        reply = line.encode() + b"\r\n"
        if self._sink.delay:
            asyncio.get_running_loop().call_later(self._sink.delay, self._transport.write, reply)
        else:
            self._transport.write(reply)


async def serve(sink: Sink, *, http_port: int, smtp_port: int) -> None:
    """Run until SIGTERM or SIGINT; a line of JSON on standard output says where."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    http = await loop.create_server(lambda: Http(sink), "127.0.0.1", http_port)
    smtp = await loop.create_server(lambda: Smtp(sink), "127.0.0.1", smtp_port)
    ports = (server.sockets[0].getsockname()[1] for server in (http, smtp))
    click.echo(json.dumps(dict(zip(("http", "smtp"), ports, strict=True))))
    async with http, smtp:
        await ended.wait()


@click.command(context_settings={"show_default": True})
@click.option("--port", type=int, default=0, help="Of HTTP, on 127.0.0.1; 0 takes a free one.")
@click.option("--smtp-port", type=int, default=0, help="Of SMTP; 0 takes a free one.")
@click.option("--rate", type=float, default=1_000_000, help="Recipients a second that GetAccount tells.")
@click.option("--delay", type=float, default=0.0, help="Seconds before each answer.")
def main(port: int, smtp_port: int, rate: float, delay: float) -> None:
    """Takes every mail, keeps none."""
    asyncio.run(serve(Sink(rate, delay), http_port=port, smtp_port=smtp_port))


if __name__ == "__main__":
    main()
