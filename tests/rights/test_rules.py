"""A person's names in texts and files: found, and taken out; other people's stay."""

import io
import zipfile
from typing import Any

import pytest

from tcma.rights.rules import Needles, as_csv, cut_out, mentions

SARA = Needles.of(["sara@noor.example"], [("Sara", "Haddad-Öz")], ["+971 4 555 0100"])
SHORT = Needles.of(["li@noor.example"], [("Li", "Wu")], ["12"])


@pytest.mark.parametrize(("text", "rest"), [
    ("Write to SARA@noor.example.", "Write to (erased)."),
    ("mailto:sara@noor.example?x", "mailto:(erased)?x"),
    ("Sara Haddad-Öz called, sara haddad-öz!", "(erased) called, (erased)!"),
    ("Haddad-Öz, Sara: +971 4 555 0100", "(erased): (erased)"),
    ("tamsara@noor.example, sara@noor.example-shop.example", "tamsara@noor.example, sara@noor.example-shop.example"),
    ("Sara Smith", "Sara Smith"),
    ("", ""),
])  # fmt: skip
def test_sure_names_go_and_those_of_others_stay(text: str, rest: str) -> None:
    assert SARA.out_of(text) == rest


def test_single_names_go_only_where_the_text_is_about_the_person() -> None:
    assert SARA.out_of("Call Sara at Sarabande", about=True) == "Call (erased) at Sarabande"


def test_a_name_in_html_goes_as_it_is_written_there() -> None:
    needles = Needles.of([], [("Niamh", "O'Neill")], [])
    assert needles.out_of("<p>Niamh O&#x27;Neill</p>") == "<p>(erased)</p>"


def test_a_domain_goes_as_people_write_it() -> None:
    assert Needles.of(["a@xn--mller-kva.example"], [], []).out_of("a@müller.example") == "(erased)"


def test_names_too_short_to_be_sure_of_are_not_taken_for_words() -> None:
    assert SHORT.out_of("Li Wu has 12 seats") == "Li Wu has 12 seats"


def test_nobody_is_nowhere() -> None:
    assert not Needles.of([], [], []).in_text("anything")


def test_what_stands_beside_a_sure_name_in_json_is_about_the_person() -> None:
    kept: dict[str, Any] = {"sample": [
        {"email": "sara@noor.example", "first_name": "Sara", "line": 3}, {"email": "omar@noor.example", "by": "Sara"},
    ]}  # fmt: skip
    assert SARA.out_of_json(kept) == {"sample": [
        {"email": "(erased)", "first_name": "(erased)", "line": 3}, {"email": "omar@noor.example", "by": "Sara"},
    ]}  # fmt: skip


HERS = 'Sara@noor.example;Sara;"also\r\ntwo"\r\n'
FILE = f'E-Mail;Name;Note\r\nomar@noor.example;Omar;"two\r\nlines"\r\n{HERS}li@x.example;Li;\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_record_is_cut_out_of_a_file_whatever_it_is_written_in(encoding: str) -> None:
    body = FILE.encode(encoding)
    assert mentions(body, SARA)
    rest = cut_out(body, encoding=encoding, delimiter=";", needles=SARA, keep_place=False)
    assert rest is not None
    assert rest.decode(encoding) == FILE.replace(HERS, "")
    assert not mentions(rest, SARA)


def test_where_rows_are_still_counted_a_row_of_nobody_stands_in() -> None:
    rest = cut_out(FILE.encode(), encoding="utf-8", delimiter=";", needles=SARA, keep_place=True)
    assert rest is not None
    assert rest.decode().splitlines()[3] == "erased;erased;erased"


@pytest.mark.parametrize(("body", "encoding", "delimiter"), [
    (b"PK\x03\x04 sara@noor.example", "utf-8", ";"), (FILE.encode(), "utf-8", ""), (FILE.encode(), "none such", ";"),
    (b"sara@noor.example\xff", "utf-8", ";"),
])  # fmt: skip
def test_what_can_not_be_cut_is_said_so(body: bytes, encoding: str, delimiter: str) -> None:
    assert cut_out(body, encoding=encoding, delimiter=delimiter, needles=SARA, keep_place=False) is None


def test_a_packed_spreadsheet_is_looked_into() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", "<t>sara@noor.example</t>" * 50)
    assert b"sara@" not in out.getvalue()
    assert mentions(out.getvalue(), SARA)
    assert not mentions(out.getvalue(), SHORT)
    assert mentions(b"PK broken sara@noor.example", SARA)


def test_csv_has_every_column_and_no_formula() -> None:
    files = as_csv({"leads": [{"id": 1, "note": "=1+1"}, {"note": None, "answers": {"a": "ü"}}]})
    assert files == {"leads.csv": 'id,note,answers\r\n1,\'=1+1,\r\n,,"{""a"": ""ü""}"\r\n'}
