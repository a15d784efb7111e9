"""A row becomes a person, or is left out with the reason in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from tcma.audiences.rules.addresses import BadAddress, is_role, read_address
from tcma.audiences.rules.cells import BadCell, day_of, says_yes, unguarded, words
from tcma.audiences.rules.columns import FIELDS
from tcma.audiences.rules.consent import MONTHS, Basis, basis_of, expires
from tcma.audiences.rules.countries import country_code, language_tag
from tcma.audiences.rules.limits import LIMITS
from tcma.audiences.rules.plain import NAMES, Fields, PlainRows
from tcma.audiences.rules.seen import Seen
from tcma.audiences.rules.table import Row
from tcma.audiences.rules.zones import zone_called
from tcma.base.errors import Refusal
from tcma.base.words import N_


class Person(NamedTuple):
    """Someone a row names, ready to be kept. `basis` is '' until the person who imports has said it.

    `flags`: 'country', 'language' or 'timezone' that could not be read, 'role' for an office such as info@, 'several'
    for a card with more addresses than this one.
    """

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
    timezone: str = ""
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


class Reader:
    """How rows of one file are read: where the fields stand, how wide a row is, and the basis said for the file.

    `basis` is None as long as nobody was asked; '' if nobody said one, so that every row needs its own.
    """

    def __init__(self, mapping: Mapping[str, int], width: int, basis: str | None, now: datetime) -> None:
        self.mapping, self.width, self.basis, self.now = mapping, width, basis, now
        self._plain = PlainRows(mapping, width)

    def records(self, rows: Iterable[Row]) -> Iterator[Record]:
        """One record for each row. The second row of a person is left out; who says no in one row says so in all
        that follow."""
        seen, noes, plain = Seen(), Seen(), self._plain.fields
        for row in rows:
            fields = plain(row)
            record = self._record(row, fields)
            if isinstance(record, Person):
                if record.opted_out:
                    noes.add(record.key)
                elif len(noes) and record.key in noes:
                    record = Person(row.line, record.email, record.key, opted_out=True)
                elif not seen.add(record.key):
                    record = LeftOut(row.line, "twice", N_("This person is in the file already."), {}, record.email)
            yield record

    def _record(self, row: Row, fields: Fields | None) -> Record:
        try:
            return self._person(row, fields or self._read(row))
        except (BadAddress, BadCell) as refusal:
            return LeftOut(row.line, refusal.code, refusal.message, refusal.values, self._shown(row))

    def _shown(self, row: Row) -> str:
        """What the reader recognises the row by."""
        cell = self._cell(row.cells, "email") or next(filter(None, row.cells), "")
        return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cell[:120])

    def _cell(self, cells: list[str], name: str) -> str:
        column = self.mapping.get(name, -1)
        return unguarded(cells[column]) if 0 <= column < len(cells) else ""

    def _read(self, row: Row) -> Fields:
        """The fields of a row with anything unusual in it: looked at cell by cell."""
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
        opted_out = "opted_out" in self.mapping and says_yes(self._cell(cells, "opted_out"))
        said = {} if opted_out else {
            name: words(self._cell(cells, name), FIELDS[name]) for name in NAMES if name in self.mapping
        }
        return Fields(
            email=address.email, key=address.key, opted_out=opted_out, basis=self._cell(cells, "basis"),
            given_at=self._cell(cells, "given_at"), beside=address.name, **{name: said.get(name, "") for name in NAMES},
        )  # fmt: skip

    def _lost(self, cells: list[str], name: str) -> bool:
        return self.mapping.get(name, -1) >= len(cells)

    def _person(self, row: Row, said: Fields) -> Person:
        (email, key, opted_out, first, last, full, company, title, phone, country, language, timezone, basis,
         given_at, beside) = said  # fmt: skip
        if opted_out:
            return Person(row.line, email, key, opted_out=True)
        if not first and not last:
            first, last = parted(full or beside)
        code, tag, zone = country_code(country), language_tag(language), zone_called(timezone)
        flags = row.marks
        if code is None or tag is None or zone is None or is_role(key):
            flags += (("country",) * (code is None) + ("language",) * (tag is None) + ("timezone",) * (zone is None)
                      + ("role",) * is_role(key))  # fmt: skip
        return Person(
            row.line, email, key, first, last, company, title, phone, code or "", tag or "",
            zone or "",
            *self._consent(basis, given_at), False, flags,
        )  # fmt: skip

    def _consent(self, cell: str, day: str) -> tuple[str, datetime | None]:
        if not cell and not day and self.basis is not None and self.basis not in MONTHS and self.basis:
            return self.basis, None
        said = basis_of(cell[: LIMITS.cell])
        if said is False:
            raise NoBasis(N_("The row says that they did not agree."))
        if said is None:
            raise NoBasis(N_("“%(value)s” is no basis for writing to a person."), value=cell[:40])
        basis = (self.basis or "") if said is True else str(said)
        if not basis and self.basis is not None:
            raise NoBasis(N_("Neither the row nor the file says where this person agreed."))
        given_at = day_of(day, FIELDS["given_at"]) if day else None
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


@lru_cache(maxsize=4096)
def parted(full: str) -> tuple[str, str]:
    """First and last name of 'Sara Haddad' or 'Haddad, Sara'."""
    last, comma, first = full.partition(", ")
    if comma and "," not in first:
        return first, last
    first, _, last = full.rpartition(" ")
    return (first, last) if first else (last, "")
