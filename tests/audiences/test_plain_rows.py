"""The quick look at a row says what the look at each of its cells says."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tcma.audiences.rules.itself import LATEST, mostly_itself
from tcma.audiences.rules.plain import PlainRows
from tcma.audiences.rules.records import Person, Reader
from tcma.audiences.rules.seen import Seen
from tcma.audiences.rules.table import Row

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MAPPING = {"email": 0, "full_name": 1, "company": 2, "country": 3, "opted_out": 4, "basis": 5, "given_at": 6}
ADDRESSES = st.sampled_from(
    ["a@x.example", "Ann.Lee+1@X.example", " a@x.example", "'a@x.example", "a@müller.example", "info@x.example", "a@x",
     "Ann <a@x.example>", "a@x.example;", "mailto:a@x.example", "", "a@b@x.example", "n" * 65 + "@x.example"],
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(["", "Ann Lee", "Lee, Ann", " Ann", "Ann ", "Ann  Lee", "Ä  b", "=1+1", '="0049"', "'+49", "+49",
                     "no", "yes", "express", "2026-05-01", "DE", "Atlantis",
                     "e\u0301", "\u200b", "\x1f", "\x07", "n" * 201]),
    st.text(max_size=8),
)  # fmt: skip


class Thorough(PlainRows):
    """Takes no row for a plain one."""

    def fields(self, row: Row) -> None:
        return None


@settings(max_examples=500)
@given(st.tuples(ADDRESSES, *[CELLS] * 6), st.integers(1, 9), st.sampled_from([None, "", "express", "implied_inquiry"]))
def test_a_plain_row_is_read_as_cell_by_cell(cells: tuple[str, ...], width: int, basis: str | None) -> None:
    rows = [Row(1, list((*cells, "", "")[:width]))]
    quick, thorough = Reader(MAPPING, 7, basis, NOW), Reader(MAPPING, 7, basis, NOW)
    thorough._plain = Thorough(MAPPING, 7)
    assert list(quick.records(rows)) == list(thorough.records(rows))


def test_most_rows_are_plain() -> None:
    row = Row(1, ["sara@noor.example", "Sära Haddad", "Noor & Co.", "AE", "", "", ""])
    assert PlainRows(MAPPING, 7).fields(row) is not None
    (person,) = Reader(MAPPING, 7, "express", NOW).records([row])
    assert isinstance(person, Person)
    assert person.last_name == "Haddad"


@given(st.lists(st.text(max_size=3)))
def test_a_set_of_hashes_is_a_set(texts: list[str]) -> None:
    seen, real = Seen(), set[str]()
    for text in texts:
        assert (text in seen) == (text in real)
        assert seen.add(text) == (text not in real)
        real.add(text)
    assert len(seen) == len(real)


def test_a_set_of_hashes_grows() -> None:
    seen = Seen()
    assert all(seen.add(str(number)) for number in range(50_000))
    assert not any(seen.add(str(number)) for number in range(50_000))


def test_texts_that_stay_themselves_are_remembered_and_looked_up_once() -> None:
    asked = list[str]()

    @mostly_itself
    def low(text: str) -> str | None:
        asked.append(text)
        return None if text == "nothing" else text.lower()

    words = ["same", "Other", "nothing", *(f"word{number}" for number in range(LATEST))]
    for word in [*words, *reversed(words)]:
        assert low(word) == (None if word == "nothing" else word.lower())
    assert asked.count("same") == 1, "it is known by its hash, though many came after it"
    assert asked.count("Other") == 2
