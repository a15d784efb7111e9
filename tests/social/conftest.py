"""Kestrel (Alice, Bob) with its brand and a campaign that has posts; Charlie is of another partner."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.adapters.hits import ValkeyHits
from tcma.base.access import Actor
from tcma.tracking import forms
from tcma.tracking.views.ticking import ticking
from tests.deals.pages import signed_in
from tests.launches.world import World, build
from tests.social.posts import Sharing


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def browse(app: Flask, session: Session, world: World) -> Callable[[Actor], FlaskClient]:
    """A browser in which this person is signed in."""
    return lambda actor: signed_in(app, session, actor)


@pytest.fixture
def alice(browse: Callable[[Actor], FlaskClient], world: World) -> FlaskClient:
    return browse(world.alice)


@pytest.fixture
def sharing(world: World, client: FlaskClient, buffer: ValkeyHits, monkeypatch: pytest.MonkeyPatch) -> Sharing:
    """Posts on networks, and people who follow them; a form may be sent at once."""
    monkeypatch.setattr(forms, "FASTEST", -1.0)
    monkeypatch.setattr(ticking, "_asked", float("-inf"))  # another test may have turned the clock
    return Sharing(world, client)
