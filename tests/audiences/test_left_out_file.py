"""What was left out of a file, taken along: written while it is sent, so that it may be a million rows."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Import, ImportState
from tcma.base import words
from tcma.base.storage import Storage
from tcma.base.tools import use
from tests.audiences.begun import partner_of_alice
from tests.audiences.files import NOW, preview
from tests.audiences.pages import signed_in
from tests.cast import alice


def shown(session: Session, text: str) -> Import:
    """A file that was looked at, and is kept."""
    found = preview(session, partner_of_alice(session), text)
    found.storage_key = f"imports/{found.id}"
    use(Storage).put(found.storage_key, text.encode())
    session.commit()
    return found


@pytest.fixture
def browser(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, alice(session))


def pieces(browser: FlaskClient, found: Import) -> Iterator[bytes]:
    answer = browser.get(f"/contacts/imports/{found.id}/left-out.csv", buffered=False)
    assert answer.status_code == 200
    assert answer.content_length is None
    return answer.iter_encoded()


def test_the_first_piece_comes_before_the_file_is_read_and_no_row_is_missing(
    browser: FlaskClient, session: Session
) -> None:
    found = shown(session, "email,company\n" + "".join(f"bad{n},Acme {n}\n" for n in range(4_500)))
    sent = pieces(browser, found)
    assert next(sent).decode("utf-8-sig") == "email,company,File,Line,Why it was left out,Value\r\n"
    after = [piece.decode() for piece in sent]
    assert len(after) == 45  # some rows at a time
    rows = list(csv.reader(io.StringIO("".join(after))))
    assert [row[0] for row in rows] == [f"bad{n}" for n in range(4_500)]


class Watched:
    """A file that knows how far it was read."""

    def __init__(self, body: bytes) -> None:
        self.body, self.furthest = body, 0

    def __len__(self) -> int:
        return len(self.body)

    def __getitem__(self, part: slice) -> bytes:
        self.furthest = max(self.furthest, min(part.stop, len(self.body)))
        return self.body[part]


def test_it_is_read_as_it_is_sent(session: Session) -> None:
    """What it takes of memory for a million rows, `make bench-left-out` measures."""
    text = "email,company\n" + f"bad,{'x' * 180}\n" * 6_000
    found, body = shown(session, text), Watched(text.encode())
    left = queries.left_out(session, found, body, now=NOW)
    for most in (0.4, 0.6, 0.8):
        for _ in range(1_000):
            next(left)
        assert body.furthest < len(body) * most
    assert len(list(left)) == 3_000


def test_it_is_in_the_language_of_who_asked_to_the_last_row(browser: FlaskClient, session: Session) -> None:
    alice(session).language = "de"
    found = shown(session, "email\n" + "bad\n" * 1_100)
    sent = pieces(browser, found)
    next(sent)
    words.speak("en")  # whatever this thread does meanwhile
    assert "hat kein @" in list(sent)[-1].decode()


def test_rows_of_who_said_no_before_the_file_are_in_it_and_a_later_no_is_not(
    browser: FlaskClient, session: Session
) -> None:
    text = "email\nsara@noor.example\nomar@noor.example\n"
    found = shown(session, text)

    def says_no(key: str, days: int) -> None:
        actions.suppress(session, scope="partner", partner_id=found.partner_id, addr_key=key, reason="unsubscribed",
                         now=NOW + timedelta(days=days))  # fmt: skip

    says_no("sara@noor.example", -1)
    actions.store_import(session, partner_id=found.partner_id, import_id=found.id, body=text.encode(),
                         basis="express", now=NOW)  # fmt: skip
    says_no("omar@noor.example", 1)
    session.commit()
    rows = b"".join(pieces(browser, found)).decode().splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("sara@noor.example,")


def test_once_the_file_is_forgotten_its_page_says_so(browser: FlaskClient, session: Session) -> None:
    found = shown(session, "email\nbad\n")
    found.state, found.left_out, found.forgotten_at = ImportState.STORED, [], NOW
    use(Storage).delete(found.storage_key)
    session.commit()
    page = browser.get(f"/contacts/imports/{found.id}").text
    assert "The file was deleted on Monday, November 2, 2026" in page
    assert "left-out.csv" not in page
    assert browser.get(f"/contacts/imports/{found.id}/left-out.csv").status_code == 410
