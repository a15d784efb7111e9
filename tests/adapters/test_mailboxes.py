"""Where bounces and replies are read from."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs

import boto3
import pytest
from botocore.config import Config

from tcma.adapters.mailboxes import Bucket, Imap, Maildir, mailbox_at
from tcma.delivery.ports import Later


class ImapTwin:
    """A server with a folder INBOX, for one connection after the other. Written from RFC 3501."""

    def __init__(self, mails: dict[str, bytes]) -> None:
        self.mails, self.deleted = mails, set[str]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            there, _ = self.listener.accept()
            with there, there.makefile("rwb") as file:
                file.write(b"* OK twin\r\n")
                file.flush()
                while line := file.readline():
                    tag, _, command = line.strip().partition(b" ")
                    if command == b"STOP":
                        return
                    file.write(self._answer(command.decode()))
                    file.write(tag + b" NO no\r\n" if command.endswith(b'wrong"') else tag + b" OK done\r\n")
                    file.flush()

    def _answer(self, command: str) -> bytes:
        words = command.split()
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if words[0] == "SELECT":
            return b"* %d EXISTS\r\n" % len(self.mails)
        if words[:2] == ["UID", "SEARCH"]:
            return b"* SEARCH " + " ".join(uid for uid in self.mails if uid not in self.deleted).encode() + b"\r\n"
        if words[:2] == ["UID", "FETCH"]:
            raw = self.mails[words[2]]
            return b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (words[2].encode(), len(raw), raw)
        if words[:2] == ["UID", "STORE"]:
            self.deleted |= set(words[2].split(","))
        if words[0] == "EXPUNGE":
            self.mails = {uid: raw for uid, raw in self.mails.items() if uid not in self.deleted}
        return b"* BYE\r\n" if words[0] == "LOGOUT" else b""

    def stop(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as there:
            there.sendall(b"a STOP\r\n")
            self.thread.join(5)
        self.listener.close()


@pytest.fixture
def imap() -> Iterator[ImapTwin]:
    twin = ImapTwin({"7": b"To: a@x.example\r\n\r\none", "9": b"two", "12": b"three"})
    yield twin
    twin.stop()


def test_mails_of_a_server_stay_until_they_are_deleted(imap: ImapTwin) -> None:
    box = mailbox_at(largest=1_000, url=f"imap://me:pw@127.0.0.1:{imap.port}/INBOX")
    for _ in range(2):
        assert box.read(2) == [("7", b"To: a@x.example\r\n\r\none"), ("9", b"two")]
    box.delete(["7", "9"])
    assert box.read(10) == [("12", b"three")]
    assert list(imap.mails) == ["12"]


def test_a_wrong_password_and_no_server_are_later(imap: ImapTwin) -> None:
    with pytest.raises(Later):
        Imap("127.0.0.1", imap.port, "me", "wrong", "INBOX", tls=False).read(1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Later):
        Imap("127.0.0.1", port, "me", "pw", "INBOX", tls=False).read(1)


def test_a_maildir_gives_each_mail_until_it_is_deleted(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.a").write_bytes(b"one")
    (tmp_path / "cur" / "2.b:2,S").write_bytes(b"two")
    box = mailbox_at(f"maildir:{tmp_path}", largest=2)
    found = dict(box.read(10))
    assert sorted(found.values()) == [b"on", b"tw"]
    box.delete([*found, "gone"])
    assert box.read(10) == []


def test_a_maildir_that_is_not_there_is_later(tmp_path: Path) -> None:
    with pytest.raises(Later):
        Maildir(tmp_path / "none").read(1)


@pytest.mark.parametrize("url", [
    "maildir:relative", "s3:///prefix", "imap://me:pw@mail.example/INBOX", "pop://mail.example", "imaps://", "",
    "imaps://mail.example/a%0D%0Ab", "imaps://mail.example/a%22b",
])
def test_what_is_no_mailbox_is_refused_at_start(url: str) -> None:
    with pytest.raises(ValueError, match="BOUNCE_MAILBOX"):
        mailbox_at(url, largest=1)


class S3Twin(BaseHTTPRequestHandler):
    """Three calls of S3, for one bucket."""

    mails: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if "list-type=2" in query:
            prefix = parse_qs(query).get("prefix", [""])[0]
            rows = "".join(f"<Contents><Key>{key}</Key><Size>{len(body)}</Size></Contents>"
                           for key, body in sorted(self.mails.items()) if key.startswith(prefix))
            self._say(200, f"<ListBucketResult>{rows}</ListBucketResult>".encode())
        elif (key := path.removeprefix("/box/")) in self.mails:
            self._say(200, self.mails[key])
        else:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_DELETE(self) -> None:
        self.mails.pop(self.path.removeprefix("/box/"), None)
        self._say(204, b"")

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing."""


def bucket(port: int) -> Bucket:
    client = boto3.client("s3", region_name="eu-central-1", endpoint_url=f"http://127.0.0.1:{port}",
                          aws_access_key_id="test", aws_secret_access_key="test", config=Config(
                              s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}))  # fmt: skip
    return Bucket(client, "box", "in/", largest=100)


def test_a_bucket_gives_what_ses_put_under_its_prefix_until_it_is_deleted() -> None:
    S3Twin.mails = {"in/1": b"one", "in/2": b"two", "in/": b"", "other": b"no"}
    with ThreadingHTTPServer(("127.0.0.1", 0), S3Twin) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            box = bucket(server.server_port)
            assert box.read(10) == [("in/1", b"one"), ("in/2", b"two")]
            box.delete(["in/1", "in/gone"])
            assert box.read(10) == [("in/2", b"two")]
        finally:
            server.shutdown()
            thread.join()
        with pytest.raises(Later):
            bucket(1).read(1)
