"""Whatever bytes come in: every row is a record, and only a refusal gets out."""

from datetime import UTC, datetime

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tcma.audiences.rules import LeftOut, Person, data_rows, recognise, records
from tcma.base.errors import Refusal

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CELLS = st.one_of(
    st.sampled_from(["a@x.example", "A@X.example", "b@y.example", "", "x", "yes", "no", "express", "DE", "purchase",
                     "2026-05-01", '"', '""', "\u200b", "a@x.example;b@y.example", "=1+1", "\x00", "\u202e"]),
    st.text(max_size=12),
)  # fmt: skip
HEADERS = st.lists(
    st.sampled_from(["email", "name", "Vorname", "consent", "consent date", "opt out", "country", "language", "?"]),
    min_size=1, max_size=6,
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    sign = draw(st.sampled_from(",;\t|"))
    lines = [draw(HEADERS), *draw(st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=12))]
    text = draw(st.sampled_from(["\n", "\r\n"])).join(sign.join(line) for line in lines)
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])), "replace")


@settings(max_examples=300)
@given(st.one_of(tables(), st.binary(max_size=200)), st.sampled_from([None, "", "express", "implied_purchase"]))
@example(b"email\n\xff\xfe", None)
def test_rows_and_records_are_as_many(body: bytes, basis: str | None) -> None:
    try:
        reading = recognise(body)
        rows = list(data_rows(body, reading))
        found = list(records(body, reading, basis=basis, now=NOW))
    except Refusal:
        return
    assert len(found) == len(rows)
    assert [record.line for record in found] == [row.line for row in rows]
    for record in found:
        if isinstance(record, LeftOut):
            assert str(record.reason())
    kept = [record.key for record in found if isinstance(record, Person) and not record.opted_out]
    assert len(kept) == len(set(kept))
