"""Posts messages to addresses that others have named, and goes nowhere that only we could reach.

The name is looked up once, every address it has must be one that everyone can reach, and the connection is made to
that very address: a name that changes its mind in between changes nothing. Redirects are not followed.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from tcma.adapters.calls import call
from tcma.webhooks.ports import Later, Never
from tcma.webhooks.rules import is_open
from tcma.webhooks.rules.addresses import is_local

SECONDS = 10.0  # for all of it, however slowly the other side speaks
_LARGEST = 64 * 1024  # bytes of an answer; nobody reads them


class HttpPoster:
    """`local`: the one address below which anything is allowed, for trial and tests."""

    def __init__(
        self, local: str | None, *, trust: ssl.SSLContext | None = None, seconds: float = SECONDS,
        look_up: Callable[..., Sequence[Any]] = socket.getaddrinfo,
        connect: Callable[..., socket.socket] = socket.create_connection,
    ) -> None:  # fmt: skip
        self._local, self._seconds, self._look_up, self._open = local, seconds, look_up, connect
        self._trust = trust or ssl.create_default_context()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(url)
        here = is_local(url, self._local)
        if not parts.hostname or (parts.scheme != "https" and not here):
            raise Never("not an https address")
        sock = self._connect(parts, self._address(parts, here))
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=self._seconds)
        connection.sock = sock
        try:
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            sent = {**headers, "Content-Type": "application/json", "User-Agent": "tcma-webhooks"}
            return call(
                connection, "POST", path, body=body, headers=sent, seconds=self._seconds, largest=_LARGEST
            ).status
        except (OSError, http.client.HTTPException) as error:
            raise Later(f"no answer: {type(error).__name__}") from error

    def _address(self, parts: SplitResult, here: bool) -> tuple[str, int]:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            found = self._look_up(parts.hostname, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise Later("the name of the host leads nowhere") from error
        addresses = [str(one[4][0]) for one in found]
        if not here and not all(map(is_open, addresses)):
            raise Never("the name of the host leads to an address that is not open to everyone")
        if not addresses:
            raise Later("the name of the host leads nowhere")
        return addresses[0], port

    def _connect(self, parts: SplitResult, address: tuple[str, int]) -> socket.socket:
        try:
            sock = self._open(address, timeout=self._seconds)
            if parts.scheme != "https":
                return sock
            try:
                return self._trust.wrap_socket(sock, server_hostname=parts.hostname)
            except OSError:
                sock.close()
                raise
        except ssl.SSLError as error:
            raise Later(f"its certificate is not trusted: {error.reason}") from error
        except OSError as error:
            raise Later(f"no connection: {type(error).__name__}") from error

