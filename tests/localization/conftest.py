"""A small kit, and a draft of it."""

from pathlib import Path
from typing import cast

import pytest
from sqlalchemy.orm import Session

from tcma.catalogue import actions as catalogue
from tcma.catalogue.queries import Draft
from tcma.catalogue.rules import Kit, Reading, read_kit
from tcma.localization import actions, queries
from tests.cast import MORNING, programme
from tests.catalogue.small_kit import write_kit


@pytest.fixture
def small(tmp_path: Path) -> Reading:
    return read_kit(write_kit(tmp_path))


@pytest.fixture
def draft(session: Session, small: Reading) -> Draft:
    programme(session)
    version = actions.publish(
        session, kit=cast(Kit, small.kit), copy=small.copy, media=small.media, actor_id=None, now=MORNING
    )
    copy = queries.copy_of(session, version.id)
    found = catalogue.start_draft(session, version=version, copy=copy, actor_id=None, now=MORNING)
    session.commit()
    return found
