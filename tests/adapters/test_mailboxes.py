"""Where bounces are read from."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from tcma.adapters.mailboxes import Imap, Maildir, bounce_mailbox
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
    box = bounce_mailbox(f"imap://me:pw@127.0.0.1:{imap.port}/INBOX")
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
    box = bounce_mailbox(f"maildir:{tmp_path}")
    found = dict(box.read(10))
    assert sorted(found.values()) == [b"one", b"two"]
    box.delete([*found, "gone"])
    assert box.read(10) == []


def test_a_maildir_that_is_not_there_is_later(tmp_path: Path) -> None:
    with pytest.raises(Later):
        Maildir(tmp_path / "none").read(1)


@pytest.mark.parametrize("url", [
    "maildir:relative", "imap://me:pw@mail.example/INBOX", "pop://mail.example", "imaps://", "",
    "imaps://mail.example/a%0D%0Ab", "imaps://mail.example/a%22b",
])
def test_what_is_no_mailbox_is_refused_at_start(url: str) -> None:
    with pytest.raises(ValueError, match="BOUNCE_MAILBOX"):
        bounce_mailbox(url)
