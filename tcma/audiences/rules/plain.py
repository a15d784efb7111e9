"""Rows with nothing unusual in them, which most are: read in one look, to the same fields as cell by cell.

Unusual is what `cells.words`, `cells.unguarded` or `addresses.read_address` would change or refuse. A test holds the
two readings equal.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from tcma.audiences.rules.addresses import LOCAL, domain_label
from tcma.audiences.rules.cells import says_yes
from tcma.audiences.rules.limits import LIMITS
from tcma.audiences.rules.table import Row

NAMES = ("first_name", "last_name", "full_name", "company", "title", "phone", "country", "language", "timezone")


class Fields(NamedTuple):
    """What a row says, each text as it is kept. `beside` is the name that stood beside the address."""

    email: str
    key: str
    opted_out: bool
    first_name: str
    last_name: str
    full_name: str
    company: str
    title: str
    phone: str
    country: str
    language: str
    timezone: str
    basis: str
    given_at: str
    beside: str


_BETWEEN = "\x1f"
# Printable ASCII, and letters of common scripts that are composed already: nothing that could be invisible, steer the
# direction of text, or be put together with its neighbour.
_TAME = re.compile(
    r"[\x1f -~\xc0-\u02af\u0400-\u0482\u0621-\u063a\u0641-\u064a\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*"
)
_ODD = (f"{_BETWEEN} ", f" {_BETWEEN}", f"{_BETWEEN}'", f"{_BETWEEN}=", "  ")
_ADDRESS = re.compile(rf"({LOCAL})@([\w.-]+)")


class PlainRows:
    """The way to read the plain rows of one file."""

    def __init__(self, mapping: Mapping[str, int], width: int) -> None:
        self._width, self._email = width, mapping["email"]
        self._opted_out = mapping.get("opted_out", -1)
        order = [mapping.get(name, -1) for name in (*NAMES, "basis", "given_at")]
        self._order = [column if 0 <= column < width else width for column in order]  # one more cell is always empty

    def fields(self, row: Row) -> Fields | None:
        """What the row says, or None if it has to be looked at cell by cell."""
        cells = row.cells
        if row.problem or len(cells) != self._width:
            return None
        text = f"{_BETWEEN}{_BETWEEN.join(cells)}{_BETWEEN}"
        if not _TAME.fullmatch(text) or (len(text) > LIMITS.cell and max(map(len, cells)) > LIMITS.cell):
            return None
        if text.count(_BETWEEN) != len(cells) + 1:
            return None
        for odd in _ODD:
            if odd in text:
                return None
        found = _ADDRESS.fullmatch(cells[self._email])
        if found is None:
            return None
        local, domain = found.groups()
        label = domain_label(domain)
        if label is None or len(local) > 64 or len(local) + len(label) > 253:
            return None
        said = [*cells, ""]
        opted_out = self._opted_out >= 0 and says_yes(said[self._opted_out])
        one, two, three, four, five, six, seven, eight, nine, basis, day = [said[column] for column in self._order]
        return Fields(
            f"{local}@{label}", f"{local.lower()}@{label}", opted_out,
            one, two, three, four, five, six, seven, eight, nine, basis, day, "",
        )  # fmt: skip
