"""What kind of file it is, by what stands in it and never by its name, and its rows, whatever the kind."""

from collections.abc import Iterator
from dataclasses import dataclass

from tcma.audiences.rules import spreadsheet, table, vcards
from tcma.audiences.rules.columns import FIELDS
from tcma.audiences.rules.decoding import checked_encoding, encoding_of
from tcma.audiences.rules.limits import LIMITS, Limits
from tcma.audiences.rules.question import Answers
from tcma.audiences.rules.table import Row
from tcma.base.storage import Body

TEXT, SHEET, CARDS = "text", "sheet", "cards"

# Bytes that take about a second: some 25,000 rows of text, 5,000 of a spreadsheet, 2,000 vCards.
LARGE_TEXT, LARGE_OTHER = 2 << 20, 256 << 10


@dataclass(frozen=True)
class Format:
    """`encoding` and `delimiter` of a text, the `sheet` of a spreadsheet with the `hidden` ones that hold rows too."""

    kind: str = TEXT
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    hidden: tuple[str, ...] = ()


def format_of(body: Body, answers: Answers, limits: Limits = LIMITS) -> Format:
    """The format. Asks for the encoding or the sheet where several are possible; refuses what is no list."""
    if spreadsheet.is_book(body):
        sheet, hidden = spreadsheet.sheet_of(body, answers.sheet, limits)
        return Format(SHEET, sheet=sheet, hidden=hidden)
    encoding = checked_encoding(body, answers.encoding) if answers.encoding else encoding_of(body)
    if vcards.are_cards(body, encoding):
        return Format(CARDS, encoding)
    return Format(TEXT, encoding, table.delimiter_of(body, encoding))


def rows(body: Body, form: Format, limits: Limits = LIMITS) -> Iterator[Row]:
    """Every row that holds anything, in order; a card is a row too."""
    if form.kind == SHEET:
        return spreadsheet.rows(body, form.sheet, limits)
    if form.kind == CARDS:
        return vcards.rows(body, form.encoding, limits)
    return table.rows(body, form.encoding, form.delimiter)


def rows_about(body: Body, form: Format, limits: Limits = LIMITS) -> int:
    """How many rows there will be, or some more: to say how far a reading is."""
    if form.kind == SHEET:
        return spreadsheet.height(body, form.sheet, limits)
    if form.kind == CARDS:
        return vcards.number(body, form.encoding)
    return table.lines(body)


def takes_long(body: Body) -> bool:
    """Whether looking through a file takes longer than a person waits for a page."""
    cards = b"BEGIN:VCARD" in body[:4096].replace(b"\0", b"").upper()
    return len(body) > (LARGE_OTHER if cards or spreadsheet.is_book(body) else LARGE_TEXT)


CARD_HEADER = tuple(FIELDS[name] for name in vcards.COLUMNS)
CARD_MAPPING = {name: column for column, name in enumerate(vcards.COLUMNS)}
