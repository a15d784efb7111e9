"""A document with a table: a statement of account, a remittance advice, a list to be signed. As a tagged PDF."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tcma.base import typeset
from tcma.base.words import direction

TEMPLATE = "statement.typ"


@dataclass(frozen=True)
class Column:
    """`number`: set at the end of the cell, in figures of one width, from left to right in every language."""

    title: str
    number: bool = False


@dataclass(frozen=True)
class Statement:
    """Words as they are shown, already in their language and formatted; nothing of them is read as markup.

    `rows` and `totals` have a cell for each column. `facts` are (term, value) pairs beside the addresses. `logo` is an
    SVG (`typeset.inline` makes one of a PNG) shown `logo_height` points high, `colour` that of its lines, as #RRGGBB.
    `paper`: "a4" or "us-letter".
    """

    title: str
    language: str
    sender: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    totals: Sequence[Sequence[str]] = ()
    receiver: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    footer: Sequence[str] = ()
    logo: str = ""
    logo_height: float = 28
    colour: str = "#3F4A5A"
    paper: str = "a4"
    widths: Sequence[float] = field(default_factory=tuple)  # shares of the columns; without them, as they need


def statement_pdf(statement: Statement) -> bytes:
    """The PDF: its header is repeated on each page, pages are numbered. ValueError for rows of the wrong width."""
    wide = len(statement.columns)
    if any(len(row) != wide for row in [*statement.rows, *statement.totals]) or len(statement.widths) not in (0, wide):
        raise ValueError(f"each row has {wide} cells")
    rtl = direction(statement.language) == "rtl"
    return typeset.pdf(TEMPLATE, {
        "title": statement.title, "author": next(iter(statement.sender), ""), "vendor": "",
        "look": {
            "language": statement.language.partition("-")[0], "rtl": rtl, "hyphenate": False, "radius": 0,
            "brand": statement.colour, "ink": statement.colour, "paper": statement.paper, "logo": statement.logo,
            "logo-height": statement.logo_height,
        },
        "sender": list(statement.sender), "receiver": list(statement.receiver),
        "facts": [list(pair) for pair in statement.facts], "before": list(statement.before),
        "after": list(statement.after), "footer": list(statement.footer), "widths": list(statement.widths),
        "columns": [{"title": one.title, "number": one.number} for one in statement.columns],
        "rows": [list(row) for row in statement.rows], "totals": [list(row) for row in statement.totals],
    })  # fmt: skip
