"""A programme with two partners that sell, and a third that helps."""

import pytest
from sqlalchemy.orm import Session

from tests.commissions.world import Payables, build


@pytest.fixture
def world(session: Session) -> Payables:
    return build(session)
