"""Broken pages: variants that can't be compared, forms that mean nothing, documents that act."""

from pathlib import Path

import pytest

from tcma.catalogue.rules import document_in, from_json, media_from_json, media_to_json, read_kit, to_json
from tests.catalogue.broken import CASE, Change, Row, refused_with
from tests.catalogue.small_kit import FILES, write_kit

PAGE = "assets/landing.toml"
FIELDS = 'fields = ["first_name", "email"]'
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
TWO = FILES[PAGE].replace(
    '[[block]]\nid = "headline"\ntype = "heading"\n',
    'variants = ["plain", "bold"]\n\n[[block]]\nid = "other"\ntype = "heading"\nvariant = "bold"\ntext = "Now"\n\n'
    '[[block]]\nid = "headline"\ntype = "heading"\nvariant = "plain"\n',
).replace('title = "The answer"\n\nvariants', 'title = "The answer"\nvariants')  # fmt: skip

ROWS: list[Row] = [
    ("a block of a variant that is not there", PAGE, TWO.replace('variant = "bold"', 'variant = "bald"'),
     f"{PAGE}:8", 'Did you mean "bold"'),
    ("one variant alone", PAGE, TWO.replace('["plain", "bold"]', '["plain"]'), f"{PAGE}:3", "two to four variants"),
    ("a variant twice", PAGE, TWO.replace('["plain", "bold"]', '["plain", "plain"]'), f"{PAGE}:3", "its own name"),
    ("variants that show the same", PAGE, TWO.replace('variant = "bold"\n', "").replace('variant = "plain"\n', ""),
     f"{PAGE}:3", "show the same blocks"),
    ("a variant with a blank in its name", PAGE, TWO.replace('"bold"', '"so bold"'), f"{PAGE}:3", "can't be called"),
    ("a form in one variant only", PAGE, TWO.replace('type = "form"', 'type = "form"\nvariant = "bold"'),
     f"{PAGE}:20", "has to be the same in all variants"),
    ("nobody who decides", PAGE, TWO.replace('variants = ["plain"', 'decides = "chance"\nvariants = ["plain"'),
     f"{PAGE}:3", "can't decide"),
    ("variants of a mail", "assets/email-1.toml", ('title = "First mail"', 'title = "First mail"\nvariants = ["a"]'),
     "assets/email-1.toml:3", "not a key that belongs here"),
    ("a form that means nothing known", PAGE, (FIELDS, FIELDS + '\nmeans = "leed"'), f"{PAGE}:13", 'mean "lead"'),
    ("a download without a file", PAGE, (FIELDS, FIELDS + '\nmeans = "download"'), f"{PAGE}:9", "names none"),
    ("a file that is not there", PAGE, (FIELDS, FIELDS + '\nfile = "sheet.pdf"'), f"{PAGE}:13", "no document"),
    ("a field that is asked for twice", PAGE, (FIELDS, FIELDS + '\nfurther = ["email"]'), f"{PAGE}:13",
     "asked for twice"),
    ("a next step without a place", PAGE, (FIELDS, FIELDS + '\nthen_label = "Go on"'), f"{PAGE}:13", "one is missing"),
    ("a next step to no page", PAGE, (FIELDS, FIELDS + '\nthen_label = "Go"\nthen_target = "page:x"'), f"{PAGE}:14",
     'no page "x"'),
    ("a picture that is a document", "assets/email-1.toml", ('media = "dot.svg"', 'media = "dot.pdf"'),
     "assets/email-1.toml:9", "no drawing"),
    ("half a document", "media/sheet.pdf", b"%PDF-1.7\n", "media/sheet.pdf:1", "no whole PDF"),
    ("a page that calls itself a document", "media/sheet.pdf", b"<html>%%EOF", "media/sheet.pdf:1", "no whole PDF"),
    ("a document that runs a script", "media/sheet.pdf", PDF.replace(b"endobj", b"<</OpenAction 2 0 R>>"),
     "media/sheet.pdf:1", "/OpenAction"),
    ("a document of many megabytes", "media/sheet.pdf", PDF + bytes(2 * 1024 * 1024) + b"%%EOF", "media/sheet.pdf:1",
     "more than 2 MB"),
]  # fmt: skip


@pytest.mark.parametrize(CASE, [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_checks_name_what_is_wrong_and_the_way_out(
    tmp_path: Path, file: str, change: Change, where: str, words: str
) -> None:
    refused_with(tmp_path, file, change, where, words)


def test_a_page_in_two_variants_is_read_as_it_is_written(tmp_path: Path) -> None:
    reading = read_kit(write_kit(tmp_path, {PAGE: TWO}))
    assert reading.kit is not None
    assert [one.message for one in reading.problems if one.blocking] == []
    page = reading.kit.asset("landing")
    assert [block.id for block in page.in_variant("bold").blocks] == ["other", "form", "privacy"]
    assert page.in_variant("nothing") == page.in_variant("plain")
    assert from_json(to_json(reading.kit)) == reading.kit


def test_a_kit_without_variants_is_stored_as_before_there_were_any(tmp_path: Path) -> None:
    kit = read_kit(write_kit(tmp_path)).kit
    assert kit is not None
    stored = to_json(kit)
    assert {key for asset in stored["assets"] for key in asset} & {"variants", "decides"} == set()
    assert {key for asset in stored["assets"] for block in asset["blocks"] for key in block} & {"variant"} == set()


def test_documents_survive_a_draft(tmp_path: Path) -> None:
    media = {"sheet.pdf": PDF + b"\xff\x00", "dot.svg": FILES["media/dot.svg"].encode()}
    assert media_from_json(media_to_json(media)) == media


def test_a_document_is_found_in_the_readers_language() -> None:
    have = dict.fromkeys(["sheet.pdf", "sheet.de.pdf", "sheets.fr.pdf"])
    assert [document_in("sheet.pdf", tag, have) for tag in ("de-AT", "de", "fr")] == [
        "sheet.de.pdf", "sheet.de.pdf", "sheet.pdf"]  # fmt: skip
    assert document_in("other.pdf", "de", have) == ""
