"""What a contact file may hold at most, checked before or while it is read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes of the file, data rows, columns of a row, characters of a cell we keep."""

    size: int = 20 * 1024 * 1024
    rows: int = 200_000
    columns: int = 100
    cell: int = 200


LIMITS = Limits()
