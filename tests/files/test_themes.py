"""Files in the theme of their kit: four looks of the same words, each readable in any colour and in any direction."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader
from sqlalchemy.orm import Session

from tcma.base.access import Actor
from tcma.branding.queries import brand_of
from tcma.branding.rules import contrast
from tcma.composing.rules.themes import THEMES
from tcma.files.rules import SIZES, paper_pdf, picture_png
from tcma.files.rules.slides import deck_pptx
from tcma.files.rules.stages import HEIGHT, STAGES, WIDTH
from tests.files.samples import ADDRESS, DECK, PAPER, dressed, kit, writer
from tests.launches.world import World, publish

NAMES = list(THEMES)
TITLE = "Would you know within the hour?"
AWKWARD = ("#D7FF1E", "#FFFFFF", "#000000", "#777777", "#FF6600", "#0A66C2")
Pixels = Callable[[float, float], tuple[int, int, int]]


def worn(theme: str, language: str = "en", colour: str = "#B45309") -> Any:
    return replace(dressed(language, colour=colour), theme=THEMES[theme])


@cache
def drawn(theme: str, language: str = "en", size: str = "linkedin") -> Pixels:
    """The colour of a picture at shares of its width and height."""
    made = picture_png(SIZES[size], worn(theme, language), title=TITLE, drawing="shield.svg", address=ADDRESS)
    image = Image.open(BytesIO(made)).convert("RGB")
    wide, high = image.width - 1, image.height - 1
    return lambda x, y: image.getpixel((round(x * wide), round(y * high)))  # type: ignore[return-value]  # RGB


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def slides(theme: str) -> Any:
    dress = worn(theme)
    made = deck_pptx(DECK, dress, writer(dress), code=None, address=ADDRESS)
    return Presentation(BytesIO(made)).slides


def test_every_theme_has_a_stage_of_its_own() -> None:
    assert {theme.stage for theme in THEMES.values()} == set(STAGES)
    assert len(STAGES) == len(THEMES)


@pytest.mark.parametrize(("theme", "colour"), list(product(NAMES, AWKWARD)))
def test_words_of_a_file_can_be_read_in_any_colour(theme: str, colour: str) -> None:
    look: Any = worn(theme, colour=colour).look()
    figures = look["theme"]
    for words, ground in ((look["ink"], figures["ground"]), (look["ink"], "#FFFFFF"), (look["on_brand"], look["brand"]),
                          (figures["text"], figures["ground"]), (figures["text"], look["pale"]),
                          (figures["small"], figures["ground"]), ("#FFFFFF", look["dark"])):  # fmt: skip
        assert contrast(words, ground) >= 4.5, (words, ground)


def test_a_picture_has_its_colour_and_its_drawing_where_its_theme_has_them() -> None:
    brand, white = rgb("#B45309"), (255, 255, 255)
    ground = rgb(THEMES["letter"].light.page)
    assert drawn("poster")(0.01, 0.01) == brand
    assert drawn("bulletin")(0.5, 0.005) == brand
    assert drawn("letter")(0.01, 0.5) == drawn("letter")(0.99, 0.99) == ground
    assert drawn("plain")(0.01, 0.95) == drawn("poster")(0.01, 0.95) == drawn("bulletin")(0.01, 0.95) == white
    assert drawn("plain")(0.01, 0.02) not in (brand, white)  # the drawing, from edge to edge
    assert drawn("bulletin")(0.99, 0.6) not in (brand, white, rgb(THEMES["bulletin"].light.page))


def test_a_drawing_beside_a_headline_changes_sides_with_the_language() -> None:
    ground = rgb(THEMES["letter"].light.page)
    corner = 0.54, 0.5  # within the drawing, in one of its plain corners
    assert drawn("letter")(*corner) != ground
    assert drawn("letter", "ar")(1 - corner[0], corner[1]) != ground
    assert drawn("letter", "ar")(0.95, 0.5) == ground


@pytest.mark.parametrize("theme", NAMES)
def test_a_paper_says_the_same_on_one_page_in_every_theme(theme: str) -> None:
    dress = worn(theme)
    made = paper_pdf(PAPER, dress, writer(dress))
    assert b"pdfuaid" in made, "it is no accessible PDF"
    reader = PdfReader(BytesIO(made))
    (page,) = reader.pages
    said = " ".join(page.extract_text().translate(str.maketrans("", "", "\u2068\u2069")).split())
    for words in ("Would you know?", "Ask Kestrel IT: now or here.", "What next?", "A. First", "It works.", "Begin",
                  "Alice Sample", "HRB 1"):  # fmt: skip
        assert words in said, words
    faces = {str(one.get_object()["/BaseFont"]) for one in page["/Resources"]["/Font"].values()}  # type: ignore[index]  # a page has fonts
    assert any("Libertinus" in face for face in faces) is (THEMES[theme].letters == "serif")


def test_decks_differ_in_more_than_colour() -> None:
    shapes = [{(one.name, one.left, one.top, one.width, one.height) for slide in slides(name) for one in slide.shapes}
              for name in NAMES]  # fmt: skip
    assert all(one - other for one in shapes for other in shapes if one is not other)
    assert {str(slide.shapes.title.text) for name in NAMES for slide in slides(name)} == {
        "Would you know?", "What next?", "Begin"}  # fmt: skip


@pytest.mark.parametrize("theme", NAMES)
def test_nothing_of_a_deck_stands_beyond_its_slide_or_over_its_title(theme: str) -> None:
    for slide in slides(theme):
        shapes = list(slide.shapes)
        for one in shapes:
            assert one.left >= 0
            assert one.top >= 0
            assert (one.left + one.width) / 914_400 <= WIDTH + 0.001
            assert (one.top + one.height) / 914_400 <= HEIGHT + 0.001
        title = slide.shapes.title
        after = shapes[next(n for n, one in enumerate(shapes) if one.shape_id == title.shape_id) + 1 :]
        for one in after:
            apart = (one.left >= title.left + title.width or title.left >= one.left + one.width
                     or one.top >= title.top + title.height or title.top >= one.top + one.height)  # fmt: skip
            assert apart or one.name in ("Picture", "Stroke", "Mark"), one.name
            assert apart or one.width * one.height < title.width * title.height, one.name


def test_a_partner_gets_its_files_in_the_theme_of_the_kit(
    session: Session, world: World, browse: Callable[[Actor], FlaskClient]
) -> None:
    publish(session, replace(kit(), theme="poster", slug="loud", title="Loud"))
    client = browse(world.alice)
    deck = Presentation(BytesIO(client.get("/files/loud/deck.pptx").data))
    assert "Foot" in {shape.name for shape in deck.slides[0].shapes}
    with Image.open(BytesIO(client.get("/files/loud/picture/square.png").data)) as image:
        assert image.convert("RGB").getpixel((3, 3)) == rgb(brand_of(session, world.partner.id).colour)
