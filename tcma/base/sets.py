"""Many rows or ids handed to the database as one value: a statement of one form, however many there are.

So a statement that runs often can be made once, with the value as its parameter: to put one together takes as long as
to run it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Table,
    TableValuedAlias,
    Text,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    literal,
)
from sqlalchemy.types import TypeEngine


def lines(ids: Iterable[UUID]) -> str:
    """Ids as one text: so they cross the wire at a quarter of the cost."""
    return "\n".join(map(str, ids))


def uuids(ids: Iterable[UUID]) -> ColumnElement[Sequence[UUID]]:
    """Ids as one array."""
    return _uuids(literal(lines(ids), Text))


def uuids_as(name: str) -> ColumnElement[Sequence[UUID]]:
    """The same for a statement that is made once: `lines` of them are its parameter `name`."""
    return _uuids(bindparam(name, type_=Text))


def document(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as one JSON document. Their values are what JSON knows; ids and times go as text."""
    return json.dumps(list(rows), default=str)


def given(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """A table `given` with these columns, to select from or to join."""
    return _given(literal(document(rows), Text), columns)


def given_as(name: str, columns: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """The same for a statement that is made once: the `document` of its rows is its parameter `name`."""
    return _given(bindparam(name, type_=Text), columns)


def _uuids(text: ColumnElement[str]) -> ColumnElement[Sequence[UUID]]:
    return cast(func.string_to_array(text, "\n"), ARRAY(Uuid))


def _given(text: ColumnElement[str], columns: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    named = (column(name, kind) for name, kind in columns.items())
    return func.json_to_recordset(cast(text, JSON)).table_valued(*named).render_derived("given", with_types=True)


def types(table: Any, *names: str) -> dict[str, TypeEngine[Any]]:
    """The columns of a model by these names, with their types."""
    assert isinstance(table.__table__, Table)
    return {name: table.__table__.c[name].type for name in names}
