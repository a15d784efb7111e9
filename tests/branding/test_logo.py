"""Logos from hostile, clumsy and good files."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from tcma.branding.rules import NotALogo, read_logo
from tcma.branding.rules.logo import fit
from tcma.branding.rules.svg import NotPlain, plain_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 50">{}</svg>'


def picture(size: tuple[int, int] = (800, 200), margin: int = 60, colour: str = "#0F766E", kind: str = "PNG",
            ground: str | None = None, **saved: object) -> bytes:  # fmt: skip
    """A bar on transparent ground, or on `ground`."""
    whole = (size[0] + 2 * margin, size[1] + 2 * margin)
    image = Image.new("RGBA", whole, ground or (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((margin, margin, margin + size[0] - 1, margin + size[1] - 1), fill=colour)
    out = BytesIO()
    (image if kind in ("PNG", "WEBP") else image.convert("RGB")).save(out, kind, **saved)
    return out.getvalue()


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png), formats=["PNG"])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_logo_is_trimmed_and_set_on_an_opaque_white_plate_at_twice_its_size(kind: str) -> None:
    logo = read_logo(picture(kind=kind, ground="#FFFFFF"))
    image = opened(logo.png)
    assert abs(logo.width - (125 + 16)) <= 1  # the edges of a JPEG are soft
    assert logo.height == 31 + 16
    assert image.size == (2 * logo.width, 2 * logo.height)
    assert image.mode == "RGB"
    assert image.getpixel((2, 2)) == (255, 255, 255)
    red, green, blue = image.getpixel((logo.width, logo.height))  # type: ignore[misc]  # an RGB image
    assert abs(red - 0x0F) + abs(green - 0x76) + abs(blue - 0x6E) < 12
    assert logo.width >= 120


def test_the_colour_a_logo_is_known_by_is_found() -> None:
    assert read_logo(picture()).colour == "#0F766E"
    assert read_logo(picture(colour="#222222")).colour is None


def test_wide_and_square_logos_look_equally_large() -> None:
    areas = [width * height for width, height in (fit(400, 100), fit(600, 200), fit(1000, 300))]
    assert max(areas) - min(areas) < 150
    for width, height in (fit(4000, 100), fit(100, 100), fit(300, 500)):
        assert width <= 180
        assert height <= 36


def test_nothing_of_the_file_but_its_pixels_is_kept() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    png = read_logo(picture(pnginfo=info)).png
    assert b"script" not in png
    assert opened(png).info.get("Comment") is None


def test_a_white_logo_stands_on_a_dark_plate() -> None:
    image = opened(read_logo(picture(colour="#FFFFFF")).png)
    assert image.getpixel((2, 2)) == (26, 25, 22)


def test_a_logo_too_small_to_be_sharp_is_refused_with_the_width_it_needs() -> None:
    with pytest.raises(NotALogo, match=r"120 pixels wide .* needs 250"):
        read_logo(picture((120, 30)))


@pytest.mark.parametrize("data", [
    b"", b"GIF89a", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"BM" + b"\0" * 100,
    b"<html><script>alert(1)</script></html>", picture()[:300],
])  # fmt: skip
def test_what_is_no_picture_is_refused_by_its_content(data: bytes) -> None:
    with pytest.raises(NotALogo, match="not a picture we can read"):
        read_logo(data)


def test_a_bitmap_is_refused_even_though_pillow_could_read_it() -> None:
    out = BytesIO()
    Image.new("RGB", (400, 100), "#0F766E").save(out, "BMP")
    with pytest.raises(NotALogo):
        read_logo(out.getvalue())


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that unpacks into all these pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(5000, 5000), (60_000, 60_000)])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(NotALogo, match="16 megapixels"):
        read_logo(bomb(*size))


def test_files_that_are_too_large_or_empty_or_thin_are_refused() -> None:
    with pytest.raises(NotALogo, match="5 MB"):
        read_logo(b"x" * (5 * 1024 * 1024 + 1))
    with pytest.raises(NotALogo, match="empty"):
        read_logo(picture(colour="#FFFFFF", ground="#FFFFFF"))
    with pytest.raises(NotALogo, match="20 times"):
        read_logo(picture((3000, 20)))


@pytest.mark.parametrize("inside", [
    "<script>alert(1)</script>", "<foreignObject><b>x</b></foreignObject>", '<image href="/etc/passwd"/>',
    '<image href="http://evil.example/x.png"/>', '<use href="/etc/passwd#a"/>',
    '<use xlink:href="http://evil.example/#a"/>',
    '<a href="https://evil.example"><rect width="9" height="9"/></a>',
    '<rect onclick="alert(1)" width="9" height="9"/>',
    '<rect fill="url(http://evil.example/x)" width="9" height="9"/>', 
    "<style>@import url(http://evil.example)</style>",
    "<style>.a{fill:url(file:///etc/passwd)}</style>", '<rect style="fill:url(//evil.example)" width="9" height="9"/>',
    '<animate attributeName="href" to="x"/>', '<set attributeName="x"/>', "<filter/>",
    '<rect fill="u\\72l(http://evil.example)" width="9" height="9"/>', '<image href="data:image/svg+xml,x"/>',
])  # fmt: skip
def test_an_svg_keeps_only_shapes(inside: str) -> None:
    clean = plain_svg(SVG.format(inside + '<rect id="a" width="50" height="50" fill="#0F766E"/>').encode()).decode()
    for bad in (
        "script",
        "evil",
        "passwd",
        "foreignObject",
        "onclick",
        "image",
        "style",
        "animate",
        "<set",
        "<a",
        "filter",
    ):
        assert bad not in clean.replace('"http://www.w3.org/2000/svg"', "")
    assert 'fill="#0F766E"' in clean


@pytest.mark.parametrize("data", [
    b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>',
    b"<svg", b'<svg xmlns="http://www.w3.org/1999/xhtml"/>', SVG.format("<g>" * 5 + "</g>" * 4).encode(),
    SVG.format("<rect/>" * 6000).encode(),
])  # fmt: skip
def test_an_svg_with_entities_or_errors_or_too_many_parts_is_refused(data: bytes) -> None:
    with pytest.raises(NotPlain):
        plain_svg(data)
    with pytest.raises(NotALogo, match="plain drawing"):
        read_logo(data)


def test_uses_of_uses_go_because_they_double_at_every_level() -> None:
    levels = "".join(
        f'<g id="l{level}"><use href="#l{level - 1}"/><use href="#l{level - 1}"/></g>' for level in range(1, 40)
    )
    clean = plain_svg(SVG.format(f'<rect id="l0" width="50" height="50"/>{levels}').encode()).decode()
    assert clean.count("<use") == 2


def test_the_styles_that_drawing_programs_write_keep_their_colours() -> None:
    logo = read_logo(SVG.format(
        "<defs><style>.cls-1, .b{fill:#6D28D9;}.c{fill:none}</style></defs>"
        '<rect class="cls-1" width="200" height="50"/>'
    ).encode())  # fmt: skip
    assert logo.colour == "#6D28D9"
    assert (logo.width, logo.height) == (141, 47)


def test_a_narrow_logo_stands_in_the_middle_of_a_plate_wide_enough() -> None:
    logo = read_logo(picture((300, 300)))
    assert (logo.width, logo.height) == (120, 54)
    assert read_logo(picture((300, 300)), wide=0).width < 70, "the vendor's mark stands close to its name"
    assert opened(logo.png).getpixel((120, 54)) == (0x0F, 0x76, 0x6E)


def test_no_logo_stands_taller_than_the_vendors() -> None:
    for size in ((300, 300), (800, 200), (400, 150)):
        assert read_logo(picture(size), tallest=40).height <= 40


def test_a_logo_whose_main_colour_is_lost_on_white_stands_on_a_dark_plate() -> None:
    neon = read_logo(picture(colour="#D7FF1E"))
    assert opened(neon.png).getpixel((2, 2)) == (26, 25, 22)
    assert opened(read_logo(picture(colour="#E11D48")).png).getpixel((2, 2)) == (255, 255, 255)


def disc(colour: str) -> bytes:
    """With nothing round it."""
    image = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((0, 0, 399, 199), fill=colour)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_on_dark_ground_a_dark_logo_is_white_and_a_light_one_stays_and_a_photo_keeps_its_plate() -> None:
    dark, light = (read_logo(disc(colour)) for colour in ("#13202B", "#FACC15"))
    photo = read_logo(picture(kind="JPEG", ground="#FFFFFF"))
    assert opened(dark.dark).getpixel((dark.width, dark.height)) == (255, 255, 255, 255)
    assert opened(light.dark).getpixel((light.width, light.height)) == (0xFA, 0xCC, 0x15, 255)
    assert opened(dark.dark).getpixel((2, 2)) == (0, 0, 0, 0)
    assert photo.dark == photo.png
    assert opened(dark.dark).size == opened(dark.png).size


def test_colours_are_proposed_from_the_logo_the_best_known_first() -> None:
    image = Image.new("RGBA", (800, 200), "#0F766E")
    ImageDraw.Draw(image).rectangle((600, 0, 799, 199), fill="#F97316")
    ImageDraw.Draw(image).rectangle((0, 0, 99, 199), fill="#444444")
    out = BytesIO()
    image.save(out, "PNG")
    assert read_logo(out.getvalue()).colours == ("#0F766E", "#F97316")


def test_a_logo_that_is_about_square_has_a_mark_for_small_places_and_a_wide_one_has_none() -> None:
    mark = read_logo(picture((400, 300), colour="#FFFFFF")).mark
    assert mark is not None
    image = opened(mark)
    assert image.size == (96, 96)
    assert image.getpixel((2, 2)) == (26, 25, 22)  # on its plate
    assert image.getpixel((48, 48)) == (255, 255, 255)
    assert image.getpixel((14, 48)) == (26, 25, 22)  # a clear space around it
    assert read_logo(picture((800, 200))).mark is None
    assert read_logo(picture((200, 400))).mark is None
