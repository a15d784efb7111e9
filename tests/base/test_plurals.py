"""Plural forms in the order of the catalogue: a tool's own header has two of Arabic's six the other way round."""

import pytest

from tcma.base.words import ngettext, speaking


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "شخص واحد"), (2, "شخصان"), (5, "5 أشخاص"), (11, "11 شخصًا"), (38, "38 شخصًا"), (100, "100 شخص")],
)
def test_arabic_counts_people_as_arabic_does(n: int, said: str) -> None:
    with speaking("ar"):
        assert ngettext("%(num)s person", "%(num)s people", n) == said


@pytest.mark.parametrize(("n", "said"), [(1, "1 Person"), (2, "2 Personen"), (1200, "1.200 Personen")])
def test_german_writes_its_numbers_its_own_way(n: int, said: str) -> None:
    with speaking("de"):
        assert ngettext("%(num)s person", "%(num)s people", n) == said
