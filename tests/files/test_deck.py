"""Decks: real slides that a salesperson can change, in the partner's colours."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE_TYPE

from tcma.base.web.qr import qr_png
from tcma.files.rules.slides import deck_pptx
from tests.files.samples import ADDRESS, CURIOUS, DECK, block, dressed, writer

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def deck(language: str = "en", **brand: Any) -> Any:
    dress = dressed(language, **brand)
    made = deck_pptx(DECK, dress, writer(dress), code=qr_png(ADDRESS), address=ADDRESS)
    return Presentation(BytesIO(made))


@pytest.fixture(scope="module")
def slides() -> Any:
    return deck().slides


def said(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_each_heading_begins_a_slide_and_the_last_one_says_whom_to_call(slides: Any) -> None:
    assert [slide.shapes.title.text for slide in slides] == ["Would you know?", "What next?", "Begin"]
    assert "Ask Kestrel IT: now or here." in said(slides[0])
    assert "A. First" in said(slides[1])
    assert "Alice Sample" in said(slides[2])
    assert ADDRESS.removeprefix("https://") in said(slides[2])


def test_text_stays_text_in_named_shapes_run_by_run(slides: Any) -> None:
    names = {shape.name for slide in slides for shape in slide.shapes}
    assert {"Title", "Subtitle", "Text", "Column 1", "Picture", "Partner logo", "Vendor logo", "Code"} <= names
    column = next(shape for shape in slides[1].shapes if shape.name == "Column 1")
    runs = column.text_frame.paragraphs[0].runs
    assert [(run.text, run.font.bold) for run in runs] == [("A.", True), (" First", False)]


def test_pictures_have_words_for_who_does_not_see_them(slides: Any) -> None:
    shapes = [shape for slide in slides for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    pictures = [shape._element.nvPicPr.cNvPr.get("descr") for shape in shapes]
    assert pictures
    assert all(pictures)


def test_the_partners_colours_are_the_decks_theme(slides: Any) -> None:
    mark = next(shape for shape in slides[1].shapes if shape.name == "Mark")
    assert mark.fill.fore_color.theme_color == MSO_THEME_COLOR.ACCENT_1
    parts = deck(colour="#B45309").slide_masters[0].part.rels.values()
    theme = next(one.target_part.blob for one in parts if one.reltype.endswith("/theme"))
    assert b'<a:accent1><a:srgbClr val="B45309"/></a:accent1>' in theme


def test_an_arabic_deck_runs_from_right_to_left() -> None:
    slide = deck("ar").slides[1]
    title = slide.shapes.title
    rule = title.text_frame.paragraphs[0]._p.find(f"{A}pPr")
    assert (rule.get("rtl"), rule.get("algn")) == ("1", "r")
    assert title.text_frame.paragraphs[0].runs[0]._r.find(f"{A}rPr").get("lang") == "ar"
    logo = next(shape for shape in slide.shapes if shape.name == "Partner logo")
    assert logo.left > slide.shapes.title.left


def test_no_value_of_a_partner_is_read_as_anything_but_text() -> None:
    assert CURIOUS in said(deck(name=CURIOUS).slides[0])
    assert deck(name="Kestrel\x01 IT").core_properties.author == "Kestrel IT"


def test_what_stands_side_by_side_is_of_one_size() -> None:
    dress = dressed()
    columns = block("three", "columns", items="**A.** First\n**B.** " + "Nobody reads so much on a slide. " * 9)
    asset = replace(DECK, blocks=tuple(columns if one.id == "three" else one for one in DECK.blocks))
    made = Presentation(BytesIO(deck_pptx(asset, dress, writer(dress), code=qr_png(ADDRESS), address=ADDRESS)))
    cards = [shape for slide in made.slides for shape in slide.shapes if shape.name in ("Column 1", "Column 2")]
    sizes = {run.font.size for card in cards for run in card.text_frame.paragraphs[0].runs}
    assert len(cards) == 2
    assert len(sizes) == 1
