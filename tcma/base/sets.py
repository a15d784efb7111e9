"""Many rows or ids handed to the database as one value: a statement of one form, however many there are."""

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
    cast,
    column,
    func,
    literal,
)
from sqlalchemy.types import TypeEngine


def uuids(ids: Iterable[UUID]) -> ColumnElement[Sequence[UUID]]:
    """Ids as one array. As one text they cross the wire at a quarter of the cost."""
    lines = func.string_to_array(literal("\n".join(map(str, ids)), Text), "\n")
    return cast(lines, ARRAY(Uuid))


def given(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """A table `given` with these columns, to select from or to join: `rows` as one JSON document.

    Its values are what JSON knows; ids and times go as text.
    """
    document = cast(literal(json.dumps(list(rows), default=str), Text), JSON)
    named = (column(name, kind) for name, kind in columns.items())
    return func.json_to_recordset(document).table_valued(*named).render_derived("given", with_types=True)


def types(table: Any, *names: str) -> dict[str, TypeEngine[Any]]:
    """The columns of a model by these names, with their types."""
    assert isinstance(table.__table__, Table)
    return {name: table.__table__.c[name].type for name in names}
