"""Where bounces are put: a Maildir on this machine, or a folder of an IMAP server."""

import imaplib
import mailbox
import re
import ssl
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tcma.delivery.ports import Later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tcma.delivery.ports import BounceMailbox

_SECONDS = 20.0
_HERE = {"localhost", "127.0.0.1", "::1"}
_LARGEST = 1024 * 1024  # bytes of a mail that are read: a report is small, whatever it returns comes after it
_FOLDER = re.compile(r"[^\x00-\x1f\x7f\"\\]+")


def bounce_mailbox(url: str) -> "BounceMailbox":
    """From `maildir:/path` or `imaps://user:password@host/folder`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme == "maildir" and parts.path.startswith("/"):
        return Maildir(Path(unquote(parts.path)))
    here = parts.scheme == "imap" and parts.hostname in _HERE
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    if parts.hostname and (here or parts.scheme == "imaps") and _FOLDER.fullmatch(folder):
        return Imap(parts.hostname, parts.port or (143 if here else 993), unquote(parts.username or ""),
                    unquote(parts.password or ""), folder, tls=not here)  # fmt: skip
    raise ValueError("BOUNCE_MAILBOX: write maildir:/path or imaps://user:password@host/INBOX")


class Maildir:
    """A `BounceMailbox` that a mail server of this machine fills."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, most: int) -> list[tuple[str, bytes]]:
        try:
            box = mailbox.Maildir(self._path, create=False)
            found = []
            for key in sorted(box.keys())[:most]:
                with suppress(KeyError), box.get_file(key) as file:  # another reader may have been quicker
                    found.append((key, file.read(_LARGEST)))
            return found
        except (OSError, mailbox.Error) as error:
            raise Later(f"the mailbox of bounces can't be read: {error!r}") from error

    def delete(self, handles: Sequence[str]) -> None:
        try:
            box = mailbox.Maildir(self._path, create=False)
            for handle in handles:
                box.discard(handle)
        except (OSError, mailbox.Error) as error:
            raise Later(f"the mailbox of bounces can't be changed: {error!r}") from error


class Imap:
    """A `BounceMailbox` on a server. A connection for each call: once a minute is not worth keeping one."""

    def __init__(self, host: str, port: int, user: str, password: str, folder: str, *, tls: bool) -> None:
        self._host, self._port, self._tls = host, port, tls
        self._user, self._password, self._folder = user, password, f'"{folder}"'

    def read(self, most: int) -> list[tuple[str, bytes]]:
        with self._open() as client:
            _, data = client.uid("SEARCH", "UNDELETED")
            found = []
            for uid in (data[0] or b"").decode().split()[:most]:
                _, parts = client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{_LARGEST}>)")
                found += [(uid, part[1]) for part in parts if isinstance(part, tuple)]
            return found

    def delete(self, handles: Sequence[str]) -> None:
        if handles:
            with self._open() as client:
                client.uid("STORE", ",".join(handles), "+FLAGS.SILENT", r"(\Deleted)")
                client.expunge()

    @contextmanager
    def _open(self) -> "Iterator[imaplib.IMAP4]":
        try:
            if self._tls:
                client: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                    self._host, self._port, ssl_context=ssl.create_default_context(), timeout=_SECONDS)
            else:
                client = imaplib.IMAP4(self._host, self._port, timeout=_SECONDS)
            with client:
                client.login(self._user, self._password)
                status, said = client.select(self._folder)
                if status != "OK":
                    raise Later(f"there is no folder {self._folder}: {said!r}")
                yield client
        except (OSError, imaplib.IMAP4.error) as error:
            raise Later(f"the mailbox of bounces at {self._host} does not answer: {error}") from error
