"""Documents with a table."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from tcma.base.statement import Column, Statement, statement_pdf

ROWS = [[f"Deal {number} #[x] *y*", "2026-05-11", f"{number}.00 EUR"] for number in range(90)]
ACCOUNT = Statement(
    "Commission statement", "en", sender=["Northgate", "1 Sample Quay"], receiver=["Kestrel IT"],
    facts=[("Number", "2026-07")], before=["For the second quarter."],
    columns=[Column("What"), Column("Day"), Column("Amount", number=True)], rows=ROWS,
    totals=[["Total", "", "4005.00 EUR"]], after=["We pay in ten days."], footer=["Northgate Ltd"],
)  # fmt: skip


def test_a_statement_repeats_its_header_and_numbers_its_pages() -> None:
    reader = PdfReader(BytesIO(statement_pdf(ACCOUNT)))
    marks = str.maketrans("", "", "\u2066\u2068\u2069")
    pages = [page.extract_text().translate(marks) for page in reader.pages]
    assert len(pages) > 1
    assert all("Amount" in page and "Northgate Ltd" in page for page in pages)
    assert f"1 / {len(pages)}" in pages[0]
    assert "Deal 0 #[x] *y*" in pages[0]
    assert "4005.00 EUR" in pages[-1]
    assert "/StructTreeRoot" in reader.trailer["/Root"]  # type: ignore[operator]  # a dictionary


def test_an_arabic_statement_runs_from_right_to_left() -> None:
    reader = PdfReader(BytesIO(statement_pdf(replace(ACCOUNT, title="كشف حساب", language="ar", rows=ROWS[:3]))))
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/Direction"] == "/R2L"  # type: ignore[index]  # it has one


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="3 cells"):
        statement_pdf(replace(ACCOUNT, rows=[["only one"]]))
