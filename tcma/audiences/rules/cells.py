"""What single cells say: names, dates, yes or no."""

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import lru_cache

from tcma.audiences.rules.addresses import stripped
from tcma.audiences.rules.countries import plain
from tcma.audiences.rules.limits import LIMITS
from tcma.base.errors import Refusal
from tcma.base.words import N_

# Marks that steer the direction of text or take no width; joiners stay, since Persian and Hindi write with them.
_STEERING = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_MARKS = re.compile(f"[{_STEERING}]")
_GUARD = re.compile(r'="(.*)"', re.DOTALL)
_NOES = "|no|n|false|0|nein|non|لا|-|subscribed|aktiv|active"
_NO = frozenset(map(plain, _NOES.split("|")))


class BadCell(Refusal):
    """A cell that can't be taken as it is."""

    code = "bad_row"


def unguarded(cell: str) -> str:
    """A cell without what spreadsheets write round a text to keep it one: `="0049"`, `'+49`."""
    if cell.startswith('="') and (found := _GUARD.fullmatch(cell)):
        return found[1]
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell


def words(cell: str, column: str) -> str:
    """A name or the like on one line; refuses control characters and what is too long to be one."""
    if cell.isascii() and cell.isprintable():
        text = cell.strip()
    else:
        text = re.sub(r"\s+", " ", stripped(_MARKS.sub("", cell)))
        if len(text) <= 4 * LIMITS.cell:  # what is longer is refused below, and would take long to compose
            text = unicodedata.normalize("NFC", text)
        for letter in text:
            if unicodedata.category(letter) in ("Cc", "Cs", "Co"):
                raise BadCell(
                    N_("%(column)s holds the control character %(code)s. Take it out in the file."),
                    column=column, code=f"U+{ord(letter):04X}",
                )
    if len(text) > LIMITS.cell:
        raise BadCell(N_("%(column)s is longer than %(most)s characters."), column=column, most=LIMITS.cell)
    return text


@lru_cache(maxsize=1024)
def says_yes(cell: str) -> bool:
    """Whether an opt-out cell is filled with anything but a no: in doubt the person has opted out."""
    return plain(stripped(cell)) not in _NO


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def day_of(cell: str, column: str) -> datetime | None:
    """A date in UTC. Where 3/4/2026 can be read in two ways, the earlier day counts: it ends sooner."""
    text = stripped(cell)
    if not text:
        return None
    found: list[date | None] = []
    if parts := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$", text):
        found = [_day(int(parts[1]), int(parts[2]), int(parts[3]))]
    elif parts := re.match(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[ ,].*)?$", text):
        first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
        found = [_day(year, second, first)] + ([] if parts[2] == "." else [_day(year, first, second)])
    days = [day for day in found if day]
    if not days or min(days).year < 1990:
        raise BadCell(
            N_("%(column)s “%(value)s” is not a date. Write it as 2026-05-12."), column=column, value=text[:40]
        )
    return datetime.combine(min(days), datetime.min.time(), UTC)
