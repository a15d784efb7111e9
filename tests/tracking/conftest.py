"""The world of this slice's tests."""

import pytest
from sqlalchemy.orm import Session

from tests.tracking.world import Sent, World


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def sent(world: World) -> Sent:
    return world.mail(world.contact())
