"""Signed-in browsers for the pages of this slice."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.partners.actions import open_session
from tcma.partners.models import Person


def signed_in(app: Flask, session: Session, person: Person) -> FlaskClient:
    """A browser in which this person is signed in."""
    cookie = open_session(session, person_id=person.id, now=clock.now(session))
    session.commit()
    client = app.test_client()
    client.set_cookie("tcma_session", cookie)
    return client


def csrf(client: FlaskClient, path: str = "/contacts/import") -> str:
    """The token that this browser's forms carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]
