"""The nine checks of many mails as one table: a row per check, a column per language."""

from collections.abc import Iterable
from dataclasses import dataclass

from tcma.base.words import N_
from tcma.base.words import gettext as _
from tcma.composing.rules.checks import Check

NAMES = {
    "contrast": N_("Contrast, light and dark"),
    "alt": N_("Pictures in words"),
    "unsubscribe": N_("Unsubscribe"),
    "size": N_("Size"),
    "text": N_("Plain text"),
    "links": N_("Links"),
    "locked": N_("Locked parts"),
    "language": N_("Language complete"),
    "fields": N_("Fields"),
}


@dataclass(frozen=True)
class Report:
    """The checks of one mail in one language."""

    language: str
    asset: str
    checks: list[Check]


@dataclass(frozen=True)
class Cell:
    """What a check says in one language: of the first mail it fails in, or of them all. `place` may be ''."""

    language: str
    ok: bool
    words: str
    asset: str
    place: str


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    cells: list[Cell]


def matrix(reports: Iterable[Report], languages: Iterable[str]) -> list[Row]:
    """A row for each of the nine checks, its cells in the order of `languages`."""
    told = list(reports)
    return [Row(id_, _(name), [_cell(told, id_, tag) for tag in languages]) for id_, name in NAMES.items()]


def _cell(reports: list[Report], id_: str, language: str) -> Cell:
    found = [
        (one.asset, check) for one in reports if one.language == language for check in one.checks if check.id == id_
    ]
    for asset, check in found:
        if not check.ok:
            return Cell(language, False, check.fix, asset, check.place)
    asset, check = max(found, key=lambda pair: len(pair[1].words), default=("", Check(id_, True, "")))
    return Cell(language, True, check.words, asset, "")


def publishable(rows: Iterable[Row]) -> bool:
    """Whether nothing fails that a partner could not work round: a language with gaps is only not offered."""
    return all(cell.ok for row in rows for cell in row.cells if row.id != "language")
