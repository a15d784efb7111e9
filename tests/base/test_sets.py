"""Rows and ids handed over as one value come out as they went in."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Integer, Text, Uuid, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from tcma.base.db import new_id
from tcma.base.sets import given, uuids

EVIL = "it's \"said\" \\ {x} %(y)s :z"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_rows_of_any_words_come_back_as_they_were(session: Session) -> None:
    rows = [
        {"id": new_id(), "words": words, "number": number, "at": NOON, "more": {"a": [words]}}
        for number, words in enumerate(["a\nb\tc", "عمر 👩‍👧", "NULL", "\\N", "\u2028", EVIL])
    ]
    columns: dict[str, TypeEngine[Any]] = {
        "id": Uuid(), "words": Text(), "number": Integer(), "at": DateTime(timezone=True), "more": JSONB(),
    }
    found = given(rows, columns)
    back = session.execute(select(*found.c).order_by(found.c.number)).all()
    assert [row._asdict() for row in back] == rows


def test_no_rows_are_an_empty_table(session: Session) -> None:
    assert session.execute(select(given([], {"id": Uuid()}))).all() == []


def test_ids_are_one_array_in_their_order_and_none_of_them_are_none(session: Session) -> None:
    ids = [new_id() for _ in range(3)]
    assert session.scalar(select(uuids(ids))) == ids
    assert session.scalars(select(func.unnest(uuids([])))).all() == []
