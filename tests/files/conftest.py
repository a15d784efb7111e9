"""Kestrel (Alice markets, Bob works there) with a campaign that has a paper and a deck; Charlie is of another firm."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.base.access import Actor
from tests.deals.pages import signed_in
from tests.files.samples import kit
from tests.launches.world import World, build, publish


@pytest.fixture
def world(session: Session) -> World:
    world = build(session)
    publish(session, kit())
    return world


@pytest.fixture
def browse(app: Flask, session: Session, world: World) -> Callable[[Actor], FlaskClient]:
    """A browser in which this person is signed in."""
    return lambda actor: signed_in(app, session, actor)
