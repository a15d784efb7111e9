"""People of this slice's tests, signed in with a password."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.partners.actions.hashing import hashed
from tcma.partners.models import Person

PASSWORD = "violet tractor museum"
Post = Callable[..., TestResponse]


@pytest.fixture
def with_password(session: Session) -> Callable[[Person], Person]:
    """Give a person of the cast the tests' password."""

    def give(person: Person) -> Person:
        person.password_hash = hashed(PASSWORD)
        session.commit()
        return person

    return give


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """Post a form with the token that the page `seen` carries."""

    def send(path: str, *, seen: str | None = None, **fields: str) -> TestResponse:
        page = client.get(seen or path).text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        return client.post(path, data={"csrf_token": token, **fields})

    return send


@pytest.fixture
def sign_in(client: FlaskClient, post: Post, with_password: Callable[[Person], Person]) -> Callable[[Person], None]:
    """Sign a person of the cast in."""

    def enter(person: Person) -> None:
        with_password(person)
        client.delete_cookie("tcma_session")
        answer = post("/sign-in", email=person.email, password=PASSWORD)
        assert answer.status_code == 303, answer.text

    return enter
