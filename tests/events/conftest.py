"""The world of these tests, its host's browser, and an event whose page is open."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer, LocalPace
from tcma.base import clock
from tcma.base.access import Actor
from tcma.base.tools import provide
from tcma.delivery.ports import Mailer, Pace
from tcma.events.models import Event
from tests.deals.pages import signed_in
from tests.events.world import World, build

AHEAD = timedelta(days=30)


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def browse(app: Flask, session: Session, world: World) -> Callable[[Actor], FlaskClient]:
    provide(Mailer, LocalMailer())
    provide(Pace, LocalPace())
    return lambda actor: signed_in(app, session, actor)


@pytest.fixture
def alice(browse: Callable[[Actor], FlaskClient], world: World) -> FlaskClient:
    return browse(world.alice)


@pytest.fixture
def event(world: World) -> Event:
    now = clock.now(world.session)
    return world.published(now=now, starts_at=now + AHEAD, capacity=1)
