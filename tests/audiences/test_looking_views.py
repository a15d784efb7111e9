"""The pages of a file that takes long to look at: brought, waited for, stopped, asked about, refused."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, Import, ImportState
from tcma.audiences.rules import formats
from tcma.base.storage import Storage
from tcma.base.tools import use
from tests.audiences.pages import csrf, signed_in
from tests.audiences.test_views import press, send
from tests.cast import alice, charlie

ROWS = "".join(f"p{n}@x.example;Ann;\n" for n in range(430))
LARGE = f"email;alpha;beta\n{ROWS}bad;B;\n"


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LARGE_TEXT", 1_000)


@pytest.fixture
def browser(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, alice(session))


def stop(client: FlaskClient, path: str) -> int:
    return client.post(f"{path}/stop", data={"csrf_token": csrf(client)}).status_code


def test_a_large_file_is_waited_for_and_then_is_like_any_other(
    browser: FlaskClient, session: Session, work: Callable[[], None]
) -> None:
    path = send(browser, LARGE, next="/launch/x").location
    page = browser.get(path)
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert "Stop reading" in page.text
    assert "“Spring fair.csv” is being read." in browser.get("/contacts").text
    progress = path.partition("?")[0] + "/progress"
    first = browser.get(progress)
    assert first.json == {"state": "looking", "done": 0, "to": 0, "words": "0 rows read"}
    assert browser.get(progress, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    work()
    assert (browser.get(progress).json or {})["state"] == "done"
    assert "“Spring fair.csv” has been read" in browser.get("/contacts").text
    page = browser.get(path)
    assert "Found 431 people" in page.text
    assert "Use these 430" in page.text
    assert press(browser, path.partition("?")[0], basis="express", next="/launch/x").location.startswith("/launch/x?")
    assert "“Spring fair.csv”" not in browser.get("/contacts").text
    assert session.scalar(select(func.count()).select_from(Contact)) == 430


def test_other_columns_of_a_large_file_are_read_by_a_job_too(browser: FlaskClient, work: Callable[[], None]) -> None:
    path = send(browser, LARGE).location
    work()
    answer = press(browser, path, **{"column-1": "first_name"})
    assert (answer.status_code, answer.location) == (303, path)
    assert "Stop reading" in browser.get(path).text
    work()
    assert "Hi Ann," in browser.get(path).text


def test_a_question_about_a_large_file_is_asked_and_its_answer_read(
    browser: FlaskClient, work: Callable[[], None]
) -> None:
    path = send(browser, LARGE.replace(";Ann;", ";b@x.example;").replace("alpha", "Email 2")).location
    work()
    assert "Several columns hold e-mail addresses" in browser.get(path).text
    answer = browser.post(path, data={"csrf_token": csrf(browser), "answer": "0"})
    assert answer.location == path
    work()
    assert "Use these 430" in browser.get(path).text


@pytest.mark.parametrize(
    ("text", "words"), [(LARGE + 'c@x.example;"Acme;\n', "opens a quote that is never closed"),
                        (LARGE.replace("@", "-").replace("email", "who"), "No column holds e-mail addresses")]
)  # fmt: skip
def test_a_large_file_that_can_not_be_read_is_not_kept_and_its_page_says_why(
    browser: FlaskClient, session: Session, work: Callable[[], None], text: str, words: str
) -> None:
    path = send(browser, text).location
    work()
    found = session.scalars(select(Import)).one()
    assert found.state is ImportState.UNREADABLE
    assert use(Storage).open(found.storage_key) is None
    page = browser.get(path).text
    assert "<title>Error:" in page
    assert words in page
    assert browser.get(f"{path}/left-out.csv").status_code == 410
    assert browser.post(path, data={"csrf_token": csrf(browser), "do": "use"}).status_code == 303


def test_who_stops_the_reading_has_brought_nothing(
    app: Flask, browser: FlaskClient, session: Session, work: Callable[[], None]
) -> None:
    path = send(browser, LARGE).location
    found = session.scalars(select(Import)).one()
    stranger = signed_in(app, session, charlie(session))
    assert (stop(stranger, path), stranger.get(path).status_code) == (404, 404)
    assert stop(browser, path) == 303
    assert use(Storage).open(found.storage_key) is None
    session.expire_all()
    assert session.scalars(select(Import)).all() == []
    assert browser.get(path).status_code == 404
    assert "Nothing of the file was kept" in browser.get("/contacts/import").text
    work()
