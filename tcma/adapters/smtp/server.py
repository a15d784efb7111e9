"""Which server, and how a connection to it is opened: TLS wherever the way leaves this machine, then the password."""

import smtplib
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from tcma.adapters.smtp.connection import Connection
from tcma.delivery.ports import Later
from tcma.delivery.rules.holds import HoldReason

_HERE = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """From `smtp://user:password@host:587` (STARTTLS) or `smtps://...` (TLS from the first byte).

    Times are in seconds; `ours` is the name by which we greet, `trust` says whose certificates are good. `clear`: the
    server is this machine itself, and `smtp:` goes without TLS.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    implicit: bool = False
    clear: bool = False
    connect_timeout: float = 5
    read_timeout: float = 20
    ours: str = "localhost"
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    @classmethod
    def of(
        cls, url: str, *, connect_timeout: float = 5, read_timeout: float = 20, ours: str = "localhost"
    ) -> "Server":
        """Raises ValueError for what is no such address."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("SMTP_URL: write smtp://user:password@host:587 or smtps://user:password@host:465")
        return cls(
            parts.hostname, parts.port or _PORTS[parts.scheme], unquote(parts.username or ""),
            unquote(parts.password or ""), parts.scheme == "smtps",
            parts.hostname in _HERE, connect_timeout, read_timeout, ours,
        )

    def open(self) -> Connection:
        """A connection that is ready for its first mail. Raises Later: nothing was handed over yet."""
        try:
            return self._opened()
        except smtplib.SMTPAuthenticationError as error:
            raise Later(f"{self.host} does not take our password: {error}", wait=60, hold=HoldReason.KEYS) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Later(f"{self.host}: {error}", wait=5, hold=HoldReason.AWAY) from error

    def _opened(self) -> Connection:
        if self.implicit:
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, self.ours, timeout=self.connect_timeout, context=self.trust)
        else:
            client = smtplib.SMTP(self.host, self.port, self.ours, timeout=self.connect_timeout)
        try:
            assert client.sock is not None
            client.sock.settimeout(self.read_timeout)
            client.ehlo_or_helo_if_needed()
            if not self.implicit and not self.clear:
                client.starttls(context=self.trust)  # raises where it is not offered: no password goes in the clear
                client.ehlo()
            if self.user:
                client.login(self.user, self.password)
        except BaseException:
            client.close()
            raise
        sock, client.sock = client.sock, None
        client.close()
        return Connection(sock, client.esmtp_features, patience=self.read_timeout)
