"""The world of these tests, and a mailer that keeps what it is handed."""

from collections.abc import Callable
from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer, LocalPace
from tcma.base.access import Actor
from tcma.base.tools import provide
from tcma.delivery.ports import Mailer, Pace
from tcma.tracking import forms
from tests.deals.pages import signed_in
from tests.launches.place import Place
from tests.launches.world import World, build


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def place(session: Session, client: FlaskClient, patient: None) -> Place:
    return Place(session, client)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form may be sent at once; the tests of the time trap put it back."""
    monkeypatch.setattr(forms, "FASTEST", -1.0)


@pytest.fixture
def mailer(wired: object) -> LocalMailer:
    twin = LocalMailer()
    provide(Mailer, twin)
    provide(Pace, LocalPace())
    provide(Event, Event())
    return twin


@pytest.fixture
def browse(app: Flask, session: Session, world: World, mailer: LocalMailer) -> Callable[[Actor], FlaskClient]:
    """A browser in which this person is signed in."""
    return lambda actor: signed_in(app, session, actor)


@pytest.fixture
def alice(browse: Callable[[Actor], FlaskClient], world: World) -> FlaskClient:
    return browse(world.alice)
