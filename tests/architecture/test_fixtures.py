"""What the tests stand on: who shares a stage, and tables that are empty again."""

import re

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tests import cast
from tests.fixtures import database as fixtures
from tests.fixtures.workers import STAGE, STORIES, group_of
from tests.tables import ROOT, tables

_ON_STAGE = re.compile(r"\b(?:stage|quiet|empty_stage): Stage\b|\bprogramme: Programme\b")


def test_a_story_is_in_the_group_of_the_stage_if_and_only_if_it_is_told_on_it() -> None:
    """A stage takes as long to build as a story to tell: it is built once, and ends after the last of them."""
    stories = {path.name: path.read_text() for path in (ROOT / STORIES).glob("test_*.py")}
    told = {name for name, text in stories.items() if _ON_STAGE.search(text)}
    assert told == {name for name in stories if group_of(f"{STORIES}{name}::test") == STAGE}
    assert told


@pytest.mark.parametrize("little", [fixtures.LITTLE, 0], ids=["little", "much"])
def test_whatever_a_test_has_written_is_gone_after_it(
    database: Engine, session: Session, monkeypatch: pytest.MonkeyPatch, little: int
) -> None:
    cast.programme(session)
    cast.alice(session)
    session.commit()
    assert filled(session)
    session.rollback()
    monkeypatch.setattr(fixtures, "LITTLE", little)
    with database.begin() as connection:
        fixtures.empty(connection)
    assert filled(session) == []


def filled(session: Session) -> list[str]:
    every = tables().sorted_tables
    return [table.name for table in every if session.scalar(select(func.count()).select_from(table))]
