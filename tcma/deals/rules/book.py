"""The vendor's own book of accounts, as a CSV file or a program's list: an account a record, and what is sold to it.

A record may carry one opportunity; an account with several has several records of the same id.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from tcma.audiences.rules.decoding import checked_encoding, encoding_of
from tcma.audiences.rules.table import delimiter_of, rows
from tcma.base.errors import Refusal
from tcma.base.storage import Body
from tcma.base.words import N_
from tcma.deals.rules.accounts import normal_country, registrable_domain
from tcma.deals.rules.names import normal_number

MOST_SENT = 1_000
FIELDS = (
    "external_id", "name", "country", "domains", "vat", "duns", "named", "customer", "owner", "given_to", "given_at",
    "opportunity_id", "opportunity_name", "opportunity_stage", "opportunity_owner", "opportunity_opened",
    "opportunity_closed",
)  # fmt: skip
_YES, _NO = ("yes", "y", "true", "1", "x", "ja", "نعم"), ("no", "n", "false", "0", "nein", "لا", "")


class Unreadable(Refusal):
    """A file or list that can't be read at all."""

    status = 422


@dataclass(frozen=True)
class Selling:
    """An opportunity of direct sales; `closed_at` None: still open."""

    external_id: str
    name: str
    stage: str
    owner: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class BookRow:
    """One record. `named` and `customer` None: it does not say. `given_to` is the short name of a partner.

    `clears`: of vat, duns and owner those that are known to be empty now; elsewhere an empty one says nothing.
    """

    line: int
    external_id: str
    name: str
    country: str
    domains: tuple[str, ...]
    vat: str
    duns: str
    named: bool | None
    customer: bool | None
    owner: str
    given_to: str
    given_at: datetime | None
    selling: Selling | None
    clears: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LeftOut:
    """A record that was not taken, and why."""

    line: int
    why: Refusal


def read_csv(body: Body, encoding: str = "") -> Iterator[BookRow | LeftOut]:
    """The records of a file, in whatever encoding and with whatever separator. Raises Refusal for what is no table."""
    for line, given in table_of(body, encoding, ("name", "country")):
        yield LeftOut(line, given) if isinstance(given, Refusal) else read_row(line, given)


def read_json(body: bytes) -> Iterator[BookRow | LeftOut]:
    """The records of a JSON list, counted from 1. Raises Unreadable."""
    for number, given in enumerate(list_of(body, N_("Send a list of objects, one for each account.")), 1):
        yield read_row(number, given)


def table_of(body: Body, encoding: str, needs: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str] | Refusal]]:
    """The lines of a file after its first row, which names the columns: by their names, or why a line can't be read.

    Raises Refusal for what is no table, or lacks a column of `needs`.
    """
    written = checked_encoding(body, encoding) if encoding else encoding_of(body)
    table = rows(body, written, delimiter_of(body, written))
    head = next(table, None)
    names = [_name(cell) for cell in head.cells] if head else []
    if not set(needs) <= set(names):
        words = N_("The first row has to name the columns; “%(one)s” and “%(other)s” have to be among them.")
        raise Unreadable(words, one=needs[0], other=needs[1])
    for row in table:
        yield row.line, Refusal(row.problem) if row.problem else dict(zip(names, row.cells, strict=False))


def list_of(body: bytes, otherwise: str) -> list[dict[str, str]]:
    """The objects of a JSON list, their values as texts. Raises Unreadable, for no such list with these words."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(N_("This is not JSON: %(error)s."), error=error) from error
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Unreadable(otherwise)
    if len(given) > MOST_SENT:
        raise Unreadable(N_("Send at most %(most)s records at once."), most=MOST_SENT)
    return [{_name(str(key)): _text(value) for key, value in one.items()} for one in given]


def read_row(line: int, given: Mapping[str, str]) -> BookRow | LeftOut:
    """One record, or why it is left out."""
    try:
        return _row(line, {name: " ".join(given.get(name, "").split()) for name in FIELDS})
    except Refusal as refusal:
        return LeftOut(line, refusal)


def _row(line: int, given: Mapping[str, str]) -> BookRow:
    country = normal_country(given["country"])
    if not given["name"] or len(given["name"]) > 200:
        raise Refusal(N_("It has no name, or one of more than 200 characters."))
    if not country:
        raise Refusal(N_("“%(text)s” is not a country's code. Write two letters, such as DE."), text=given["country"])
    domains = []
    for text in given["domains"].replace(";", " ").replace(",", " ").split():
        domain = registrable_domain(text)
        if domain is None:
            raise Refusal(
                N_("“%(text)s” is not a company's domain. Write the one of its website, such as acme.example."),
                text=text[:100],
            )
        domains.append(domain)
    if given["given_to"] and not given["given_at"]:
        raise Refusal(N_("It says to whom a lead was given, and not when."))
    return BookRow(
        line, given["external_id"][:100], given["name"], country, tuple(dict.fromkeys(domains)),
        normal_number(given["vat"])[:40], normal_number(given["duns"])[:40], _yes(given["named"]),
        _yes(given["customer"]), given["owner"][:200], given["given_to"], moment(given["given_at"]), _selling(given),
    )  # fmt: skip


def _selling(given: Mapping[str, str]) -> Selling | None:
    if not given["opportunity_id"]:
        return None
    opened = moment(given["opportunity_opened"])
    if opened is None:
        raise Refusal(N_("An opportunity needs the day on which it was opened."))
    return Selling(
        given["opportunity_id"][:100], given["opportunity_name"][:200], given["opportunity_stage"][:100],
        given["opportunity_owner"][:200], opened, moment(given["opportunity_closed"]),
    )  # fmt: skip


def _name(text: str) -> str:
    name = "_".join(text.strip().lstrip("\ufeff").casefold().replace("-", " ").split())
    return {"domain": "domains", "website": "domains", "id": "external_id", "account": "name"}.get(name, name)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _yes(text: str) -> bool | None:
    word = text.casefold()
    if not word:
        return None
    if word not in (*_YES, *_NO):
        raise Refusal(N_("“%(text)s” is neither yes nor no."), text=text[:40])
    return word in _YES


def moment(text: str) -> datetime | None:
    """A day or a moment of ISO 8601; a day begins in UTC."""
    if not text:
        return None
    try:
        if len(text) <= 10:
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(N_("“%(text)s” is not a day. Write it as 2027-02-01."), text=text[:40]) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
