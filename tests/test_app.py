"""The application around the slices: what every answer has, whatever was asked and whatever is away."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from tcma.base import clock, tokens, words
from tcma.partners.actions import open_session
from tcma.partners.models import Person
from tests.cast import alice, vera

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """As in production: a fault is a page."""
    app.testing = False
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def enter(session: Session, client: FlaskClient) -> Callable[[Person], None]:
    def enter(person: Person) -> None:
        client.set_cookie("tcma_session", open_session(session, person_id=person.id, now=clock.now(session)))
        session.commit()

    return enter


def test_without_a_database_an_unsubscribe_says_that_it_was_not_kept(
    client: FlaskClient, wired: sessionmaker[Session]
) -> None:
    wired.configure(bind=create_engine(NOWHERE))
    answer = client.post(f"/u/{tokens.sign('unsubscribe', bytes(32))}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 503
    assert "Content-Security-Policy" in answer.headers
    assert "Try again in a minute" in answer.text


def test_a_request_leaves_the_language_of_its_thread_alone(client: FlaskClient) -> None:
    answer = client.get("/nothing/here", headers={"Accept-Language": "ar"})
    assert '<html lang="ar"' in answer.text
    assert words.language() == "en"


def test_without_a_database_a_page_says_so_in_its_own_words(client: FlaskClient, wired: sessionmaker[Session]) -> None:
    wired.configure(bind=create_engine(NOWHERE))
    client.set_cookie("tcma_session", "somebody")
    assert client.get("/home").status_code == 503
    assert client.get("/nothing/here").status_code == 404
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize(
    "path",
    [
        "/hq/partners?q=%00", "/hq/deals?q=%00", "/hq/attribution/%00/%00", "/hq/campaigns/%00",
        "/media/logo/%00.png", "/media/logo/a b.png", "/media/logo/..png", f"/media/logo/{'a' * 300}.png",
        "/c/en/%00/01990000-0000-7000-8000-000000000000/landing",
    ],
)  # fmt: skip
def test_what_no_database_keeps_is_no_fault_of_ours(
    session: Session, client: FlaskClient, enter: Callable[[Person], None], path: str
) -> None:
    enter(vera(session))
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert "Content-Security-Policy" in answer.headers


def test_a_page_beyond_the_last_is_empty(
    session: Session, client: FlaskClient, enter: Callable[[Person], None]
) -> None:
    enter(vera(session))
    assert client.get("/hq/partners?page=99999999999999999999").status_code == 200


def test_a_file_with_a_nul_in_its_header_is_shown(
    session: Session, client: FlaskClient, enter: Callable[[Person], None]
) -> None:
    enter(alice(session))
    text = "email,na\0me,consent,note\na@brightwave.example,Ann,\0,\0\n"
    answer = client.post("/contacts/import", data={"text": text}, follow_redirects=True)
    assert answer.status_code == 200
    assert "na\N{REPLACEMENT CHARACTER}me" in answer.text


def test_an_amount_is_written_without_exponents(
    session: Session, client: FlaskClient, enter: Callable[[Person], None]
) -> None:
    enter(alice(session))
    answer = client.post("/deals/new", data={"amount": "1,0e9999999", "currency": "EUR", "draft": "1"})
    assert answer.status_code == 200
    assert "is not an amount" in answer.text


def test_a_fault_is_logged_by_its_route_and_never_by_its_address(
    app: Flask, session: Session, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(token: str) -> str:
        raise RuntimeError("it broke")

    vera(session)
    session.commit()
    broken.__dict__.update(app.view_functions["partners.accept"].__dict__)
    app.view_functions["partners.accept"] = broken
    assert client.get("/in/a-token-that-opens-doors").status_code == 500
    logged = capsys.readouterr()
    assert "/in/<token>" in logged.out + logged.err
    assert "a-token-that-opens-doors" not in logged.out + logged.err
