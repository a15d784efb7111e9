"""What is held of a person as CSV files, one a table."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tcma.audiences.rules import neutral


def as_csv(held: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, str]:
    """{file name: text}: a header of columns, then the rows; what is no text is JSON. No cell is a formula."""
    files = {}
    for table, rows in held.items():
        out = io.StringIO()
        writer = csv.writer(out)
        header = list(dict.fromkeys(name for row in rows for name in row))
        writer.writerow(header)
        writer.writerows([neutral(_cell(row.get(name))) for name in header] for row in rows)
        files[f"{table}.csv"] = out.getvalue()
    return files


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
