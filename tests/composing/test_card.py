"""The picture that networks show: whatever is in it stays inside it."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from selectolax.lexbor import LexborHTMLParser

from tcma.base.settings import ROOT
from tcma.composing.rules.card import MARGIN, SIZES, WIDTH, Card, card_png, card_svg, fitted, measured
from tcma.composing.rules.themes import THEMES

CARD = Card("Know where you stand", "en", "Kestrel Systems", "Northgate", "#0F766E", "", "v", "shield.svg")
SHIELD = (ROOT / "campaigns" / "ransomware-readiness" / "media" / "shield.svg").read_bytes()
ODD = (
    replace(CARD, title="W" * 120, brand='<b>&"Alder" & Finch</b>', vendor="Northgate " * 9, colour="#FFFFFF"),
    replace(CARD, title="Zwölf Fragen zur Wiederherstellungsfähigkeitsprüfung " * 4, language="de", colour="#FFE600"),
    replace(CARD, title="اثنا عشر سؤالًا عن هجمات الفدية (Ransomware)", language="ar", colour="#000000", drawing=""),
    replace(CARD, title="", brand=""),
)


def drawn(card: Card) -> Image.Image:
    svg = card_svg(card, logo=None, drawing=SHIELD if card.drawing else None)
    return Image.open(BytesIO(card_png(svg))).convert("RGB")


@pytest.mark.parametrize("card", [CARD, *ODD], ids=["plain", "wide", "long", "arabic", "empty"])
def test_nothing_is_written_outside_the_margins(card: Card) -> None:
    picture = drawn(card)
    assert picture.size == (1200, 630)
    below = picture.crop((0, 310, 1200, 630))
    for side in ((0, 0, MARGIN - 8, 320), (WIDTH - MARGIN + 8, 0, 1200, 320)):
        strip = below.crop(side)
        white = Image.new("RGB", strip.size, "#ffffff")
        assert not any(ImageChops.difference(strip, white).convert("L").histogram()[16:])


def test_an_arabic_headline_begins_on_the_right() -> None:
    picture = drawn(replace(CARD, title="اثنا عشر", language="ar")).crop((0, 310, 1200, 515)).convert("L")
    box = picture.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    assert box[2] > WIDTH - MARGIN - 20
    assert box[0] > WIDTH / 2


def _dark(strip: Image.Image) -> bool:
    return any(count for shade, count in enumerate(strip.histogram()) if shade < 128)


def test_words_of_two_scripts_run_from_right_to_left_in_an_arabic_card() -> None:
    """A line that ends with a Latin word has it on the left."""
    ink = drawn(replace(CARD, title="م Northgate", language="ar")).crop((0, 310, 1200, 515)).convert("L")
    columns = [x for x in range(ink.width) if _dark(ink.crop((x, 0, x + 1, ink.height)))]
    (after,) = [after for before, after in pairwise(columns) if after - before > 12]
    assert after - columns[0] > 3 * (columns[-1] - after)  # the long word first, then the one letter


def test_names_are_data_and_nothing_else() -> None:
    svg = card_svg(ODD[0], logo=None, drawing=None)
    assert "<b>" not in svg
    assert not LexborHTMLParser(svg).css("script, foreignObject, a")
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_each_theme_puts_drawing_and_colour_elsewhere_and_an_arabic_card_is_its_mirror() -> None:
    pictures = {name: drawn(replace(CARD, theme=name)) for name in THEMES}
    places = (5, 5), (5, 500), (900, 360)
    assert len({tuple(map(one.getpixel, places)) for one in pictures.values()}) == len(THEMES)
    assert pictures["poster"].getpixel((5, 5)) == pictures["bulletin"].getpixel((5, 5)) == (0x0F, 0x76, 0x6E)
    for name, high in (("letter", 300), ("poster", 200), ("bulletin", 300)):
        assert pictures[name].getpixel((1100, high)) != pictures[name].getpixel((20, high))
        mirrored = drawn(replace(CARD, theme=name, language="ar"))
        assert mirrored.getpixel((100, high)) != mirrored.getpixel((1180, high))


@pytest.mark.parametrize("name", list(THEMES))
def test_a_word_is_never_cut_while_there_are_smaller_letters(name: str) -> None:
    svg = card_svg(replace(CARD, title="Wiederherstellungsfähigkeit", theme=name), logo=None, drawing=SHIELD)
    assert ">Wiederherstellungsfähigkeit<" in svg


def test_another_content_has_another_key_and_the_same_has_the_same() -> None:
    assert Card.from_json(CARD.to_json()) == CARD
    assert Card.from_json(CARD.to_json()).key == CARD.key
    changes = {"title": "x", "language": "de", "brand": "x", "vendor": "x", "colour": "#000000", "logo_key": "x",
               "version_id": "x", "drawing": "x", "theme": "letter"}  # fmt: skip
    assert len({replace(CARD, **{name: value}).key for name, value in changes.items()} | {CARD.key}) == 10


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=160))
def test_a_headline_always_fits(title: str) -> None:
    size, lines = fitted(title)
    assert len(lines) <= dict(SIZES)[size]
    assert all(measured(line, size) <= WIDTH - 2 * MARGIN + size for line in lines)
