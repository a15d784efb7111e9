"""The part of SOQL that a reader needs: SELECT fields FROM one object WHERE changed ORDER BY SystemModstamp, Id."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_QUERY = re.compile(
    r"SELECT\s+(?P<fields>[\w.,\s]+?)\s+FROM\s+(?P<object>\w+)(?:\s+WHERE\s+(?P<where>.+?))?"
    r"\s+ORDER\s+BY\s+SystemModstamp(?:\s+ASC)?\s*,\s*Id(?:\s+ASC)?\s*"
)
_AT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
_SINCE = re.compile(rf"SystemModstamp >= (?P<at>{_AT})")
_AFTER = re.compile(
    rf"SystemModstamp > (?P<at>{_AT}) OR \(SystemModstamp = (?P<same>{_AT}) AND Id > '(?P<id>\w+)'\)"
)


class Malformed(Exception):
    """`code` as Salesforce has it; the text is its message."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Query:
    """What is asked of which object."""

    fields: tuple[str, ...]
    of: str
    fits: Callable[[Mapping[str, Any]], bool]


def parse(text: str) -> Query:
    """Raises Malformed for anything else than the query above."""
    found = _QUERY.fullmatch(text.strip())
    if found is None:
        raise Malformed("MALFORMED_QUERY", f"unexpected token in: {text[:60]}")
    fields = tuple(part.strip() for part in found["fields"].split(","))
    if not all(re.fullmatch(r"\w+(\.\w+)*", name) for name in fields) or len(set(fields)) != len(fields):
        raise Malformed("MALFORMED_QUERY", "a field is named twice, or is none")
    return Query(fields, found["object"], _condition(found["where"]))


def _condition(where: str | None) -> Callable[[Mapping[str, Any]], bool]:
    if where is None:
        return lambda _: True
    if since := _SINCE.fullmatch(where.strip()):
        at = _stamp(since["at"])
        return lambda one: str(one["SystemModstamp"]) >= at
    if after := _AFTER.fullmatch(where.strip()):
        at, same = _stamp(after["at"]), _stamp(after["same"])
        return lambda one: one["SystemModstamp"] > at or (one["SystemModstamp"] == same and one["Id"] > after["id"])
    raise Malformed("MALFORMED_QUERY", f"unexpected condition: {where[:60]}")


def _stamp(literal: str) -> str:
    """As records have it."""
    return literal.replace("Z", "+0000")


def pick(record: Mapping[str, Any], query: Query) -> dict[str, Any]:
    """The fields that were asked for, nested where they reach into another object. Raises Malformed."""
    said: dict[str, Any] = {"attributes": {"type": query.of, "url": f"/services/data/sobjects/{record['Id']}"}}
    for name in query.fields:
        first, _, rest = name.partition(".")
        if first not in record:
            words = f"No such column '{first}' on entity '{query.of}'. Please reference the API name."
            raise Malformed("INVALID_FIELD", words)
        if not rest:
            said[first] = record[first]
        elif record[first] is None:
            said[first] = None
        else:
            said.setdefault(first, {"attributes": {"type": first}})[rest] = record[first].get(rest)
    return said
