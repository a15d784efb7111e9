"""A browser without a screen, signed in as one of the cast."""

from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.base import clock
from tcma.base.access import Actor
from tcma.partners.actions import open_session
from tcma.partners.views.blueprint import COOKIE


def signed_in(app: Flask, session: Session, actor: Actor) -> FlaskClient:
    """A client that carries the actor's cookie. Forms go without their token: the token has tests of its own."""
    app.config["WTF_CSRF_ENABLED"] = False
    token = open_session(session, person_id=actor.person_id, agent="test", now=clock.now(session))
    session.commit()
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


def page(response: TestResponse, status: int = 200) -> LexborHTMLParser:
    """The page of a response with this status."""
    assert response.status_code == status, (response.status_code, response.location, response.text[:300])
    return LexborHTMLParser(response.text)


def words(response: TestResponse, status: int = 200) -> str:
    """What a reader sees of the main part, spaces evened out."""
    main = page(response, status).css_first("main")
    assert main is not None
    return " ".join(main.text(separator=" ").split())
