"""Where bounces and replies are put: a Maildir on this machine, a folder of an IMAP server, a bucket that SES fills."""

import imaplib
import mailbox
import re
import ssl
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tcma.delivery.ports import Later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tcma.tracking.ports import ReplyMailbox

_SECONDS = 20.0
_HERE = {"localhost", "127.0.0.1", "::1"}
REPORT = 1024 * 1024  # bytes of a bounce that are read: a report is small, whatever it returns comes after it
_CALLS = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2})  # both calls may run twice
_FOLDER = re.compile(r"[^\x00-\x1f\x7f\"\\]+")


def mailbox_at(url: str, *, largest: int, name: str = "BOUNCE_MAILBOX", region: str = "") -> "ReplyMailbox":
    """From `maildir:/path`, `imaps://user:password@host/folder` or `s3://bucket/prefix`. Raises ValueError.

    `largest`: bytes of a mail that are read. `name`: of the setting, for who has to mend it.
    """
    parts = urlsplit(url)
    if parts.scheme == "maildir" and parts.path.startswith("/"):
        return Maildir(Path(unquote(parts.path)), largest)
    if parts.scheme == "s3" and parts.hostname:
        return Bucket(boto3.client("s3", region_name=region or None, config=_CALLS), parts.netloc,
                      unquote(parts.path.lstrip("/")), largest)  # fmt: skip
    here = parts.scheme == "imap" and parts.hostname in _HERE
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    if parts.hostname and (here or parts.scheme == "imaps") and _FOLDER.fullmatch(folder):
        return Imap(parts.hostname, parts.port or (143 if here else 993), unquote(parts.username or ""),
                    unquote(parts.password or ""), folder, largest, tls=not here)  # fmt: skip
    raise ValueError(f"{name}: write maildir:/path, imaps://user:password@host/INBOX or s3://bucket/prefix")


class Maildir:
    """A mailbox that a mail server of this machine fills."""

    def __init__(self, path: Path, largest: int = REPORT) -> None:
        self._path, self._largest = path, largest

    def read(self, most: int) -> list[tuple[str, bytes]]:
        try:
            box = mailbox.Maildir(self._path, create=False)
            found = []
            for key in sorted(box.keys())[:most]:
                with suppress(KeyError), box.get_file(key) as file:  # another reader may have been quicker
                    found.append((key, file.read(self._largest)))
            return found
        except (OSError, mailbox.Error) as error:
            raise Later(f"the mailbox can't be read: {error!r}") from error

    def delete(self, handles: Sequence[str]) -> None:
        try:
            box = mailbox.Maildir(self._path, create=False)
            for handle in handles:
                box.discard(handle)
        except (OSError, mailbox.Error) as error:
            raise Later(f"the mailbox can't be changed: {error!r}") from error


class Imap:
    """A mailbox on a server. A connection for each call: a few a minute are not worth keeping one."""

    def __init__(
        self, host: str, port: int, user: str, password: str, folder: str, largest: int = REPORT, *, tls: bool
    ) -> None:
        self._host, self._port, self._tls, self._largest = host, port, tls, largest
        self._user, self._password, self._folder = user, password, f'"{folder}"'

    def read(self, most: int) -> list[tuple[str, bytes]]:
        with self._open() as client:
            _, data = client.uid("SEARCH", "UNDELETED")
            found = []
            for uid in (data[0] or b"").decode().split()[:most]:
                _, parts = client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{self._largest}>)")
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
            raise Later(f"the mailbox at {self._host} does not answer: {error}") from error


class Bucket:
    """A mailbox in S3, where a receipt rule of SES puts what comes in."""

    def __init__(self, client: Any, bucket: str, prefix: str, largest: int = REPORT) -> None:
        self._client, self._bucket, self._prefix, self._largest = client, bucket, prefix, largest

    def read(self, most: int) -> list[tuple[str, bytes]]:
        try:
            listed = self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=most)
            found = []
            for key in (one["Key"] for one in listed.get("Contents", []) if one["Size"]):
                with suppress(self._client.exceptions.NoSuchKey):  # another reader may have been quicker
                    body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
                    found.append((key, body.read(self._largest)))
            return found
        except (BotoCoreError, ClientError) as error:
            raise Later(f"the bucket {self._bucket} can't be read: {error}") from error

    def delete(self, handles: Sequence[str]) -> None:
        try:
            for handle in handles:
                self._client.delete_object(Bucket=self._bucket, Key=handle)
        except (BotoCoreError, ClientError) as error:
            raise Later(f"the bucket {self._bucket} can't be changed: {error}") from error
