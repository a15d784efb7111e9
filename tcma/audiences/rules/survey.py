"""What an import would bring, and whom each basis would cover."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tcma.audiences.rules.addresses import visible
from tcma.audiences.rules.consent import MONTHS, Basis, enough_in, expires
from tcma.audiences.rules.records import LeftOut, Person

SHOWN = 50
SAMPLE = 5


@dataclass
class Tally:
    """Every record counted once: records = imported + updated + duplicates + refused + suppressed."""

    records: int = 0
    imported: int = 0
    updated: int = 0
    duplicates: int = 0
    refused: int = 0
    suppressed: int = 0
    flagged: int = 0
    by: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)

    def leave_out(self, record: LeftOut) -> None:
        """Count a row that names nobody new."""
        self.by[record.code] += 1
        if record.code == "twice":
            self.duplicates += 1
        else:
            self.refused += 1

    def suppress(self, *, opted_out: bool) -> None:
        """Count a person who is not to be written to."""
        self.by["opted_out" if opted_out else "unsubscribed"] += 1
        self.suppressed += 1

    def flag(self, person: Person) -> None:
        """Count a person with something to know about, once, and each thing by its name."""
        self.flagged += 1
        self.marks.update(person.flags)

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "by": dict(self.by), "marks": dict(self.marks)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Tally":
        names = ("records", "imported", "updated", "duplicates", "refused", "suppressed", "flagged")
        numbers = {name: int(data.get(name, 0)) for name in names}
        return cls(**numbers, by=Counter(data.get("by", {})), marks=Counter(data.get("marks", {})))


def shown(record: LeftOut) -> dict[str, Any]:
    """A left-out row as it is kept for the page."""
    values = {key: value if isinstance(value, int) else visible(str(value)) for key, value in record.values.items()}
    return {"line": record.line, "code": record.code, "message": record.message, "values": values,
            "value": record.value}  # fmt: skip


def group(person: Person, now: datetime) -> tuple[str, str, str]:
    """What decides which basis would cover a person: country, own basis, and how fresh its date is."""
    fresh = ""
    if person.given_at is not None:
        ends = {basis: expires(basis, person.given_at) for basis in MONTHS}
        fresh = ",".join(basis for basis, end in ends.items() if end and now < end)
    return person.country, person.basis, fresh


def covered(groups: list[list[Any]], basis: Basis | None) -> int:
    """How many people could be mailed if `basis` were said for the file."""
    return sum(people for country, own, fresh, people in groups if _covers(country, own, fresh, basis))


def uncovered(groups: list[list[Any]], basis: Basis) -> Counter[str]:
    """{country: how many people could not, of those whose row says nothing itself}; '' where nobody knows where."""
    left = Counter[str]()
    for country, own, fresh, people in groups:
        if not own and not _covers(country, own, fresh, basis):
            left[country] += people
    return left


def _covers(country: str, own: str, fresh: str, basis: Basis | None) -> bool:
    said = own or basis
    dated = bool(own) or basis not in MONTHS or basis in fresh.split(",")
    return bool(said) and said in enough_in(country) and dated
