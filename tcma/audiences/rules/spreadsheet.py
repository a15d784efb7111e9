"""Spreadsheets (.xlsx): which sheet holds the people, and its rows as text."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from tcma.audiences.rules.book import Book, Sheet, opened
from tcma.audiences.rules.limits import LIMITS, Limits
from tcma.audiences.rules.question import Question
from tcma.audiences.rules.table import Row
from tcma.base.errors import Refusal
from tcma.base.storage import Body
from tcma.base.words import N_

HIDDEN = N_("The row is hidden in the spreadsheet. Show it there and save the file to bring this person.")
NO_RESULT = N_("A formula in the row has no result. Open the file, let it compute, save it and choose it again.")


class WhichSheet(Question):
    """Several sheets hold rows; the person says which one to read."""

    about = "sheet"

    def __init__(self, samples: dict[str, str]) -> None:
        super().__init__(
            N_("Several sheets hold rows: %(sheets)s. Which one are the people in?"), sheets=", ".join(samples)
        )
        self.samples = samples

    def choices(self) -> list[list[str]]:
        return [[name, name, sample] for name, sample in self.samples.items()]


def is_book(body: Body) -> bool:
    """Whether the file is a ZIP, as every .xlsx is."""
    return body[:4] == b"PK\x03\x04"


def sheet_of(body: Body, said: str = "", limits: Limits = LIMITS) -> tuple[str, tuple[str, ...]]:
    """The sheet to read, and the hidden sheets that hold rows and are not read. `said` answers WhichSheet."""
    book = opened(body, limits)
    filled = [sheet for sheet in book.sheets if sheet.filled]
    hidden = tuple(sheet.name for sheet in filled if sheet.hidden)
    shown = [sheet for sheet in filled if not sheet.hidden]
    if said:
        if all(sheet.name != said for sheet in shown):
            raise Refusal(N_("The file has no sheet “%(sheet)s” with rows in it."), sheet=said)
        return said, hidden
    if not shown and hidden:
        raise Refusal(
            N_("Only hidden sheets hold rows: %(sheets)s. Show the sheet in the spreadsheet, save it and choose the "
               "file again."), sheets=", ".join(hidden),
        )  # fmt: skip
    if not shown:
        raise Refusal(N_("The file is empty."))
    if len(shown) > 1:
        raise WhichSheet({sheet.name: _sample(book, sheet) for sheet in shown})
    return shown[0].name, hidden


def height(body: Body, name: str, limits: Limits = LIMITS) -> int:
    """The number of a sheet's last row."""
    return _named(opened(body, limits), name).last_row


def _named(book: Book, name: str) -> Sheet:
    sheet = next((sheet for sheet in book.sheets if sheet.name == name), None)
    if sheet is None:
        raise Refusal(N_("The file has no sheet “%(sheet)s” with rows in it."), sheet=name)
    return sheet


def rows(body: Body, name: str, limits: Limits = LIMITS) -> Iterator[Row]:
    """Every row of a sheet that holds anything; hidden rows, and those with a formula without result, say so."""
    book = opened(body, limits)
    sheet = _named(book, name)
    line = 0
    for line, cells in _cells(book, sheet):
        if line in sheet.unsolved:
            yield Row(line, cells, NO_RESULT)
        elif any(cell and not cell.isspace() for cell in cells):
            yield Row(line, cells, _problem(line, cells, sheet, limits))
    # For the reader, a sheet ends with its last value.
    yield from (Row(later, [], NO_RESULT) for later in sorted(sheet.unsolved) if later > line)


def _problem(line: int, cells: list[str], sheet: Sheet, limits: Limits) -> str:
    if line in sheet.hidden_rows:
        return HIDDEN
    return N_("The row has too many cells.") if len(cells) > limits.columns else ""


def _sample(book: Book, sheet: Sheet) -> str:
    """The first two rows, to recognise a sheet by."""
    found: list[str] = []
    for _, cells in _cells(book, sheet):
        if any(cells):
            found.append(", ".join(cell[:30] for cell in cells[:6] if cell))
        if len(found) == 2:
            break
    return " · ".join(found)


def _cells(book: Book, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row of a sheet; what the reader can't make out is a refusal."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(book.packed))
        for line, cells in enumerate(workbook.get_sheet_by_name(sheet.name).iter_rows(), 1):
            yield line, _trimmed([_text(cell) for cell in cells])
    except BaseException as error:
        # A panic of the reader, which is in Rust, is no Exception: it is this file's, and nothing else is lost.
        if isinstance(error, CalamineError | ValueError | OSError) or type(error).__name__ == "PanicException":
            raise Refusal(N_("The spreadsheet is damaged. Open it, save it again and choose it again.")) from None
        raise


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end, which a rectangle has and a row does not, but for one."""
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: object) -> str:
    """A cell as it would be typed: 15551234567.0 is a telephone number, and no decimal."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
