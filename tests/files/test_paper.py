"""One-pagers and case studies: readable by everybody, right in every language, and nothing in them is run."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tcma.files.rules import paper_pdf
from tests.files.samples import ADDRESS, CURIOUS, PAPER, dressed, writer


def paper(language: str = "en", **brand: Any) -> PdfReader:
    dress = dressed(language, **brand)
    return PdfReader(BytesIO(paper_pdf(PAPER, dress, writer(dress))))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts(reader: PdfReader) -> list[Any]:
    found = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]  # a page has fonts
    return [one.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for one in found]


def test_a_paper_is_tagged_and_names_its_language_and_has_its_letters_with_it() -> None:
    reader = paper()
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("One page", "Kestrel IT")
    assert len(fonts(reader)) >= 2
    assert all({"/FontFile2", "/FontFile3"} & set(one) for one in fonts(reader))


def test_it_says_the_words_and_who_can_be_called_and_leads_where_it_should() -> None:
    reader = paper()
    said = words(reader)
    for part in ("Would you know?", "Ask Kestrel IT: now or here.", "Another", "It works.", "A client", "Begin",
                 "Alice Sample", "+49 40 555 0100", "Beispielweg 1 20457 Hamburg", "HRB 1",
                 "Kestrel IT is a partner of Northgate."):  # fmt: skip
        assert part in said.replace("\u2068", "").replace("\u2069", ""), part
    leads = {str(one.get_object()["/A"]["/URI"]) for one in reader.pages[0]["/Annots"]}  # type: ignore[attr-defined]  # a dictionary
    assert leads == {ADDRESS, "tel:+49405550100", "mailto:alice@kestrel.example",
                     "https://kestrel.example"}  # fmt: skip


def test_no_value_of_a_partner_is_read_as_anything_but_text() -> None:
    assert CURIOUS.split("<")[0].strip() in words(paper(name=CURIOUS))


def test_an_arabic_paper_runs_from_right_to_left() -> None:
    reader = paper("ar", name="النور لتقنية المعلومات")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert root["/ViewerPreferences"]["/Direction"] == "/R2L"


@pytest.mark.parametrize(
    "name", ["A firm with a name so long that sixty characters do not hold it", "Ελληνικά Ελλάς", "Ромашка"]
)
def test_any_name_stands_on_one_page(name: str) -> None:
    reader = paper(name=name, logos=False)
    assert len(reader.pages) == 1
    assert name in words(reader).replace("\u2068", "").replace("\u2069", "")


def test_a_sign_that_nothing_can_draw_still_gives_a_tagged_paper() -> None:
    reader = paper(name="Kestrel \ue000 IT")
    assert "/StructTreeRoot" in reader.trailer["/Root"]  # type: ignore[operator]  # a dictionary
    assert len(reader.pages) == 1


def test_the_same_content_gives_the_same_bytes() -> None:
    dress = dressed()
    assert paper_pdf(PAPER, dress, writer(dress)) == paper_pdf(PAPER, dress, writer(dress))
