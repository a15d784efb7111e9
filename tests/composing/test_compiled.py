"""Compiled for the wire: decoded, every part is byte for byte what filling it plainly gives, whatever the values."""

import quopri
import re
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tcma.composing.rules import Mail, fill
from tcma.composing.rules.compiled import Part, quoted, quoted_value

HOSTILE = [
    "", ".", "..", ".\r\n.\r\nMAIL FROM:<eve@example.com>", "a=b=3D=\r\n", "=", "==", " ", "  trailing  ", "\t",
    "\0", "x\0y", "\r", "\n", "\r\n", "\r\n\r\nBcc: eve@example.com", "\u2028Bcc: eve@example.com", "\x85",
    "مرحبا \u202eevil\u202c", "👩‍👩‍👧‍👦" * 30, "x" * 5_000, "=" * 200, "." * 200, " " * 200, "é" * 200,
    "https://go.northgate.example/r/" + "A1b2" * 40, "-" * 74 + "." * 5, "-" * 75 + "." + "-" * 80,
    "--=_words--", "{{first_name}}", "=?utf-8?q?=0ABcc:?=",
]
SOURCE = (
    "Dear {{first_name}},\n.leading dot\n{{first_name}}{{company}}\n\ntrailing space \n{{company}}.\ttab\t\r\n"
    + "é" * 100 + "{{first_name}} = {{company}}\n.\n{{company}}"
)
values = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=300), st.text("=. \r\n\0é", max_size=200))


def plainly(source: str, person: Mapping[str, str]) -> bytes:
    """The words that `fill` gives, their own line ends being those of mail; values stay as they are."""
    lines = re.sub(r"\r\n|\n", "\r\n", source)
    return fill(Mail("", "", lines, "", "en"), person).html.encode()


def fit_for_smtp(encoded: bytes) -> None:
    lines = encoded.split(b"\r\n")
    assert all(len(line) <= 76 for line in lines)
    assert not any(line.startswith(b".") for line in lines)
    assert all(letter in b"\r\n\t" or 32 <= letter < 127 for letter in encoded)
    assert b"\r" not in encoded.replace(b"\r\n", b"")
    assert b"\n" not in encoded.replace(b"\r\n", b"")
    assert not any(line.endswith((b" ", b"\t")) for line in lines), "white space at the end of a line may be lost"


@given(first_name=values, company=values)
@example(first_name="\r", company="\n")
def test_what_is_decoded_is_what_plain_filling_gives(first_name: str, company: str) -> None:
    person = {"first_name": first_name, "company": company}
    encoded = Part(SOURCE).encoded(person)
    fit_for_smtp(encoded)
    assert quopri.decodestring(encoded) == plainly(SOURCE, person)


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
@pytest.mark.parametrize("source", [
    "{{company}}", "{{company}}\n", "a{{company}}b", ".{{company}}.", "{{company}}{{company}}",
])
def test_each_hostile_value_at_each_edge_stays_what_it_is(source: str, value: str) -> None:
    encoded = Part(source).encoded({"company": value})
    fit_for_smtp(encoded)
    assert quopri.decodestring(encoded) == plainly(source, {"company": value})


@given(st.text(max_size=400), st.lists(st.sampled_from(["{{a}}", "{{b}}", "\n", " ", ".", "é", "x" * 70]), max_size=30))
def test_any_source_is_cut_and_put_together_again(static: str, pieces: list[str]) -> None:
    source = static.replace("{{", "") + "".join(pieces)
    person = {"a": "1", "b": "\r\n.=\0"}
    assert quopri.decodestring(Part(source).encoded(person)) == plainly(source, person)
    assert Part(source).plain(person) == fill(Mail(source, "", "", "", "en"), person).subject


@given(values)
def test_a_value_begins_and_ends_at_the_start_of_a_line(value: str) -> None:
    for encoded in (quoted_value(value), quoted(value)):
        assert not encoded or encoded.endswith(b"\r\n")
        fit_for_smtp(encoded)


def test_a_field_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="company"):
        Part("Hello {{company}}").encoded({})
    with pytest.raises(KeyError, match="company"):
        Part("Hello {{company}}").plain({})
