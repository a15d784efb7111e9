"""Input that takes the square or the cube of its length where a rule looks twice at the same letters."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tcma.audiences.rules import BadAddress, read_address
from tcma.audiences.rules.cells import BadCell, words
from tcma.audiences.rules.columns import field_of
from tcma.audiences.rules.countries import country_code, plain
from tcma.audiences.rules.decoding import encoding_of
from tcma.base.errors import Invalid
from tcma.tracking.forms import read_answers

ACCENTS = "\u0301\u0323"  # in the wrong order: a machine that puts them right walks the whole run for each


@contextmanager
def at_once() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 3


def test_blanks_inside_an_address_are_refused_at_once() -> None:
    with at_once(), pytest.raises(BadAddress):
        read_address("a<" + " " * 900 + "x>>")
    with at_once(), pytest.raises(BadAddress):
        read_address("a<" + " " * 100_000 + "x@y.example>>")


def test_a_visitor_cannot_hide_blanks_behind_control_characters() -> None:
    with at_once(), pytest.raises(Invalid):
        read_answers(["email"], {"email": "a<" + " \x01" * 500_000 + "x>>"})


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda: encoding_of(b"a" * 1_000_000 + b" caf\xe9"), id="a word that never ends"),
        pytest.param(lambda: field_of("(" * 100_000), id="brackets that never close"),
        pytest.param(lambda: plain("e" + ACCENTS * 60_000), id="accents on one letter"),
        pytest.param(lambda: country_code("e" + ACCENTS * 60_000), id="accents in a country"),
    ],
)
def test_a_cell_or_file_of_one_letter_is_read_at_once(look: Callable[[], object]) -> None:
    with at_once():
        look()


def test_a_name_of_accents_is_refused_at_once_and_a_short_one_is_composed() -> None:
    with at_once(), pytest.raises(BadCell):
        words("e" + ACCENTS * 60_000, "First name")
    assert words("Rene\u0301", "First name") == "René"


def test_a_name_beside_an_address_is_read_as_before() -> None:
    found = read_address(' "Sara Haddad"  < sara@brightwave.example > ')
    assert (found.name, found.email) == ("Sara Haddad", "sara@brightwave.example")
