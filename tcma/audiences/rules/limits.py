"""What a contact file may hold at most, checked before or while it is read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes of the file, data rows, columns of a row, characters of a cell we keep; and of what has to be unpacked.

    A text file is read line by line, so that a large one takes no more memory than a small one. A spreadsheet is a
    ZIP of XML that is unpacked: `book` is its size, `unpacked` what may come out of it, `ratio` how many times as
    much as went in, `entries` the files inside, `cells` the rectangle that a sheet spans. `cards` counts vCards.
    """

    size: int = 200 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 100
    cell: int = 200
    book: int = 20 * 1024 * 1024
    unpacked: int = 160 * 1024 * 1024
    ratio: int = 150
    entries: int = 1_000
    cells: int = 4_000_000
    cards: int = 20_000


LIMITS = Limits()
