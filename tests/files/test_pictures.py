"""Pictures for networks, and signatures."""

from io import BytesIO

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from tcma.files.rules import SIZES, Signature, picture_png, signature_html, vcard
from tests.files.samples import ADDRESS, CURIOUS, dressed


@pytest.mark.parametrize("key", ["linkedin", "story"])
def test_a_picture_has_exactly_the_networks_size_and_the_partners_colour(key: str) -> None:
    size = SIZES[key]
    drawn = picture_png(size, dressed(colour="#B45309"), title="Would you know?", drawing="shield.svg", address=ADDRESS)
    with Image.open(BytesIO(drawn)) as image:
        assert image.size == (size.width, size.height)
        colours = {pixel for _count, pixel in image.convert("RGB").getcolors(1 << 22) or []}
    assert (0xB4, 0x53, 0x09) in colours
    assert len(drawn) < 300_000


def test_a_title_of_any_length_and_a_kit_without_a_drawing_fit_too() -> None:
    title = "Donaudampfschifffahrtsgesellschaftskapitän " * 6
    assert picture_png(SIZES["linkedin"], dressed(logos=False), title=title, drawing="", address="")


def signature(name: str = "Alice Sample", language: str = "en") -> Signature:
    dress = dressed(language)
    return Signature(name, "alice@kestrel.example", "+49 40 555 0100", language, dress.brand, dress.vendor,
                     "https://tcma.example/media/logo/x.png", "Would you know?", ADDRESS)  # fmt: skip


def test_a_signature_is_one_table_that_loads_nothing_but_the_logo() -> None:
    found = LexborHTMLParser(signature_html(signature(CURIOUS)))
    assert [node.tag for node in found.body.iter()] == ["table"] if found.body else False
    assert [one.attributes["src"] for one in found.css("img")] == ["https://tcma.example/media/logo/x.png"]
    assert {one.attributes["href"] for one in found.css("a")} == {
        "tel:+49405550100", "mailto:alice@kestrel.example", "https://kestrel.example", ADDRESS,
    }  # fmt: skip
    assert CURIOUS in found.text()
    assert "script" not in signature_html(signature())


def test_an_arabic_signature_runs_from_right_to_left() -> None:
    assert 'dir="rtl"' in signature_html(signature(language="ar"))
    assert "border-right:3px" in signature_html(signature(language="ar"))


def test_a_card_has_what_address_books_take_and_a_name_can_add_no_line() -> None:
    card = vcard(signature("Alice; Sample\nEND:VCARD"))
    assert card.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert card.split("\r\n").count("END:VCARD") == 1
    assert "ORG:Kestrel IT" in card
    assert "EMAIL:alice@kestrel.example" in card
