"""Segments: a filter over people as data, and what is wrong with one. Pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tcma.audiences.rules.consent import Basis
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_

MOST = 20  # conditions in a filter
LONGEST = 200  # characters of a value
NAME_MAX = 100

LEADS = ("accepted", "working", "converted", "disqualified", "recycled", "withdrawn")
"""Where a lead may stand, as `leads` tells it."""
DEALS = ("registered", "discovery", "qualified", "proposal", "negotiation", "won", "lost", "expired", "refused")
"""Where deals may stand, as `deals` tells it: a registration that is being decided, then the stage of its deal."""
SOURCES = ("import", "form")


class Kind(enum.StrEnum):
    """What a field holds, and so how it is asked for: words, one of a few, days back from now, or a number."""

    TEXT = "text"
    CHOICE = "choice"
    OWN = "own"  # one of the partner's own lists or tags, by its id
    DAYS = "days"
    NUMBER = "number"


OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("is", "is_not", "contains", "contains_not", "begins", "filled", "empty"),
    Kind.CHOICE: ("is", "is_not", "filled", "empty"),
    Kind.OWN: ("is", "is_not"),
    Kind.DAYS: ("within", "not_within"),
    Kind.NUMBER: ("least", "most"),
}
BARE = ("filled", "empty")
"""Operators without a value."""


@dataclass(frozen=True)
class Field:
    """A field of the filter: `choices` where only these values are possible."""

    kind: Kind
    choices: tuple[str, ...] = ()


FIELDS: Mapping[str, Field] = {
    "company": Field(Kind.TEXT), "title": Field(Kind.TEXT), "domain": Field(Kind.TEXT),
    "first_name": Field(Kind.TEXT), "last_name": Field(Kind.TEXT), "email": Field(Kind.TEXT),
    "phone": Field(Kind.TEXT), "country": Field(Kind.CHOICE), "language": Field(Kind.CHOICE),
    "source": Field(Kind.CHOICE, SOURCES), "added": Field(Kind.DAYS),
    "list": Field(Kind.OWN), "tag": Field(Kind.OWN),
    "consent": Field(Kind.CHOICE, tuple(basis.value for basis in Basis)),
    "touched": Field(Kind.DAYS), "touches": Field(Kind.NUMBER),
    "lead": Field(Kind.CHOICE, LEADS), "deal": Field(Kind.CHOICE, DEALS),
}  # fmt: skip
LARGEST = {Kind.DAYS: 3_650, Kind.NUMBER: 1_000}


@dataclass(frozen=True)
class Condition:
    """One line: a field, how it is compared, and with what ('' where the operator needs nothing)."""

    field: str
    operator: str
    value: str = ""

    @property
    def kind(self) -> Kind:
        return FIELDS[self.field].kind


@dataclass(frozen=True)
class Filter:
    """People of whom all (or with `match` 'any' at least one) of the conditions hold."""

    match: str
    conditions: tuple[Condition, ...]

    def to_json(self) -> dict[str, Any]:
        rows = [{"field": one.field, "operator": one.operator, "value": one.value} for one in self.conditions]
        return {"match": self.match, "conditions": rows}


class BadFilter(Invalid):
    """Lines that can't be taken: {'value-2': the refusal of the third line}."""


def read_filter(data: Any) -> Filter:
    """A filter from JSON as it was stored or sent. Raises BadFilter, naming each line in words."""
    rows = data.get("conditions") if isinstance(data, Mapping) else None
    match = data.get("match", "all") if isinstance(data, Mapping) else "all"
    if not isinstance(rows, Sequence) or isinstance(rows, str) or match not in ("all", "any"):
        raise BadFilter({"field": Refusal(N_("This is not a filter."))})
    if not rows:
        raise BadFilter({"field": Refusal(N_("Add at least one condition."))})
    if len(rows) > MOST:
        raise BadFilter({"field": Refusal(N_("Use at most %(most)s conditions."), most=MOST)})
    found, wrong = [], {}
    for number, row in enumerate(rows):
        try:
            found.append(_condition(row))
        except Refusal as refusal:
            wrong[f"value-{number}"] = refusal
    if wrong:
        raise BadFilter(wrong)
    return Filter(match, tuple(found))


def _condition(row: Any) -> Condition:
    if not isinstance(row, Mapping):
        raise Refusal(N_("This is not a condition."))
    name, operator, value = (str(row.get(key, "")) for key in ("field", "operator", "value"))
    field = FIELDS.get(name)
    if field is None:
        raise Refusal(N_("There is no field “%(field)s” to filter by."), field=name[:40])
    if operator not in OPERATORS[field.kind]:
        raise Refusal(N_("This field can't be compared that way. Choose another comparison."))
    value = "" if operator in BARE else " ".join(value.split())
    _check_value(field, operator, value)
    return Condition(name, operator, value)


def _check_value(field: Field, operator: str, value: str) -> None:
    if operator in BARE:
        return
    if not value:
        raise Refusal(N_("Say what to compare with."))
    if len(value) > LONGEST or not value.isprintable():
        raise Refusal(N_("Use at most %(most)s characters."), most=LONGEST)
    if field.kind in LARGEST:
        most = LARGEST[field.kind]
        if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= most):
            raise Refusal(N_("Write a whole number from 1 to %(most)s."), most=most)
    if field.choices and value not in field.choices:
        raise Refusal(N_("Choose one of the offered answers."))
    if field.kind is Kind.OWN and not _is_id(value):
        raise Refusal(N_("Choose one of the offered answers."))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
