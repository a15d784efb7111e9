"""Rows that wait in a file."""

import pytest

from tcma.base import spooled
from tcma.base.spooled import Spooled


@pytest.mark.parametrize("in_memory", [1 << 20, 100])
def test_rows_come_back_in_order_however_many(in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooled, "IN_MEMORY", in_memory)
    rows = [{"line": n, "value": f"“{n}”\n\u2028\r, ж"} for n in range(50)]
    kept = Spooled()
    assert (len(kept), list(kept)) == (0, [])
    kept.extend(rows[:20])
    assert list(kept) == rows[:20]
    kept.extend(iter(rows[20:]))
    assert (len(kept), list(kept)) == (50, rows)
    assert list(kept) == rows
