"""The cast of this slice's tests."""

import pytest
from sqlalchemy.orm import Session

from tests.deals.world import World, build


@pytest.fixture
def world(session: Session) -> World:
    return build(session)
