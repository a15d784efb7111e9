"""A row becomes a person, or is left out with the reason in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tcma.audiences.rules.addresses import Address, BadAddress, read_address
from tcma.audiences.rules.cells import BadCell, day_of, says_yes, unguarded, words
from tcma.audiences.rules.columns import FIELDS
from tcma.audiences.rules.consent import MONTHS, Basis, basis_of, expires
from tcma.audiences.rules.countries import country_code, language_tag
from tcma.audiences.rules.limits import LIMITS
from tcma.audiences.rules.table import Row
from tcma.base.errors import Refusal
from tcma.base.words import N_

NAMES = ("first_name", "last_name", "full_name", "company", "title", "phone", "country", "language")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone a row names, ready to be kept. `basis` is '' until the person who imports has said it."""

    line: int
    email: str
    key: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    title: str = ""
    phone: str = ""
    country: str = ""
    language: str = ""
    basis: str = ""
    given_at: datetime | None = None
    opted_out: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that names nobody new. `code` groups the reasons: no_address, bad_address, bad_row, no_basis, twice."""

    line: int
    code: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    value: str = ""

    def reason(self) -> Refusal:
        """The words, to be printed in the reader's language."""
        return Refusal(self.message, **self.values)


Record = Person | LeftOut


def said_no(person: Person) -> LeftOut:
    """The line of someone who said no, as a row left out."""
    if person.opted_out:
        return LeftOut(person.line, "opted_out", N_("The file says that they opted out."), {}, person.email)
    return LeftOut(person.line, "unsubscribed", N_("They unsubscribed before."), {}, person.email)


@dataclass(frozen=True)
class Reader:
    """How rows of one file are read: where the fields stand, how wide a row is, and the basis said for the file.

    `basis` is None as long as nobody was asked; '' if nobody said one, so that every row needs its own.
    """

    mapping: Mapping[str, int]
    width: int
    basis: str | None
    now: datetime

    def records(self, rows: Iterator[Row]) -> Iterator[Record]:
        """One record for each row. The second row of a person is left out, unless it says they opted out."""
        seen: set[int] = set()
        for row in rows:
            record = self._record(row)
            if isinstance(record, Person) and not record.opted_out:
                mark = hash(record.key)
                if mark in seen:
                    record = LeftOut(row.line, "twice", N_("This person is in the file already."), {}, record.email)
                seen.add(mark)
            yield record

    def _record(self, row: Row) -> Record:
        try:
            return self._person(row)
        except (BadAddress, BadCell) as refusal:
            return LeftOut(row.line, refusal.code, refusal.message, refusal.values, self._shown(row))

    def _shown(self, row: Row) -> str:
        """What the reader recognises the row by."""
        cell = self._cell(row.cells, "email") or next(filter(None, row.cells), "")
        return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cell[:120])

    def _cell(self, cells: list[str], name: str) -> str:
        column = self.mapping.get(name, -1)
        return unguarded(cells[column]) if 0 <= column < len(cells) else ""

    def _person(self, row: Row) -> Person:
        if row.problem:
            raise BadCell(row.problem)
        cells = row.cells
        if len(cells) > self.width and any(map(str.strip, cells[self.width :])):
            raise BadCell(
                N_("The row has %(cells)s cells where the header has %(width)s. "
                   "A cell with a separator in it needs quotes."),
                cells=len(cells), width=self.width,
            )
        address = read_address(self._cell(cells, "email"))
        if self._lost(cells, "opted_out") or self._lost(cells, "basis"):
            raise BadCell(N_("The row ends before the column that says whether they agreed."))
        if "opted_out" in self.mapping and says_yes(self._cell(cells, "opted_out")):
            return Person(row.line, address.email, address.key, opted_out=True)
        said = {name: words(self._cell(cells, name), FIELDS[name]) for name in NAMES if name in self.mapping}
        first, last = _name(said, address)
        country, language = country_code(said.get("country", "")), language_tag(said.get("language", ""))
        basis, given_at = self._consent(cells)
        return Person(
            row.line, address.email, address.key, first, last,
            said.get("company", ""), said.get("title", ""), said.get("phone", ""),
            country or "", language or "", basis, given_at,
            flags=("country",) * (country is None) + ("language",) * (language is None),
        )  # fmt: skip

    def _lost(self, cells: list[str], name: str) -> bool:
        return self.mapping.get(name, -1) >= len(cells)

    def _consent(self, cells: list[str]) -> tuple[str, datetime | None]:
        said = basis_of(self._cell(cells, "basis")[: LIMITS.cell])
        if said is False:
            raise NoBasis(N_("The row says that they did not agree."))
        if said is None:
            raise NoBasis(N_("“%(value)s” is no basis for writing to a person."), value=self._cell(cells, "basis")[:40])
        basis = (self.basis or "") if said is True else str(said)
        if not basis and self.basis is not None:
            raise NoBasis(N_("Neither the row nor the file says where this person agreed."))
        given_at = day_of(self._cell(cells, "given_at"), FIELDS["given_at"]) if "given_at" in self.mapping else None
        if given_at and given_at > self.now + timedelta(days=1):
            raise NoBasis(N_("The date of consent lies ahead."))
        if basis and Basis(basis) in MONTHS:
            if given_at is None:
                raise NoBasis(N_("A purchase or an inquiry counts only with its date, and the row has none."))
            end = expires(basis, given_at)
            if end and end <= self.now:
                raise NoBasis(N_("The purchase or inquiry is too long ago to write to this person."))
        return basis, given_at


class NoBasis(BadCell):
    """Nothing in the row allows to write to the person."""

    code = "no_basis"


def _name(said: Mapping[str, str], address: Address) -> tuple[str, str]:
    """First and last name from their columns, else from a full name, else from what stands beside the address."""
    first, last = said.get("first_name", ""), said.get("last_name", "")
    return (first, last) if first or last else parted(said.get("full_name", "") or address.name)


def parted(full: str) -> tuple[str, str]:
    """First and last name of 'Sara Haddad' or 'Haddad, Sara'."""
    last, comma, first = full.partition(", ")
    if comma and "," not in first:
        return first, last
    first, _, last = full.rpartition(" ")
    return (first, last) if first else (last, "")
