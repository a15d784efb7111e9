"""A logo from an uploaded file: decoded with limits, trimmed, set on its plate, encoded anew.

What is served is never what was uploaded: only pixels survive, so no metadata and nothing hidden does.
"""

import warnings
from collections import Counter
from dataclasses import dataclass
from io import BytesIO

import resvg_py
from PIL import Image, ImageChops, ImageOps

from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.branding.rules.colour import LARGE, contrast
from tcma.branding.rules.svg import NotPlain, plain_svg

FILE_MAX = 5 * 1024 * 1024
SVG_MAX = 512 * 1024
PIXELS_MAX = 16_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MAX_WIDTH, MAX_HEIGHT, AREA = 180, 36, 3900  # CSS pixels: wide and square logos look equally large
CLEAR = 0.25  # of the height, on all sides
Rgb = tuple[int, int, int]
WHITE, DARK = (255, 255, 255), (26, 25, 22)


class NotALogo(Refusal):
    """A file that can't be taken as a logo, and what to bring instead."""

    status = 422


@dataclass(frozen=True)
class Logo:
    """A finished PNG at twice its size; width and height in CSS pixels, plate included."""

    png: bytes
    width: int
    height: int
    colour: str | None


def read_logo(data: bytes) -> Logo:
    """The logo in an uploaded PNG, JPEG, GIF, WebP or SVG file; NotALogo says what is wrong with any other."""
    if len(data) > FILE_MAX:
        raise NotALogo(N_("The file has more than 5 MB. Export the logo smaller: 800 pixels wide is plenty."))
    mark = _trimmed(_drawn(data) if _is_svg(data) else _decoded(data))
    width, height = fit(*mark.size)
    if not _is_svg(data) and mark.width < 2 * width - 1:
        raise NotALogo(
            N_("The logo is %(has)s pixels wide without its margins; sharp in a mail it needs %(needs)s. "
               "Bring it larger, or as SVG."),
            has=mark.width, needs=2 * width,
        )  # fmt: skip
    padding = max(8, round(height * CLEAR))
    box = (width + 2 * padding, height + 2 * padding)
    plate = Image.new("RGB", (2 * box[0], 2 * box[1]), _plate(mark))
    sharp = mark.resize((2 * width, 2 * height), Image.Resampling.LANCZOS)
    plate.paste(sharp, (2 * padding, 2 * padding), sharp)
    out = BytesIO()
    plate.save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), *box, main_colour(mark))


def fit(width: int, height: int) -> tuple[int, int]:
    """The size in CSS pixels at which a logo of this shape looks as large as any other."""
    scale = min(MAX_WIDTH / width, MAX_HEIGHT / height, (AREA / (width * height)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def main_colour(mark: Image.Image) -> str | None:
    """The colour the logo is known by: the strongest of those that cover much of it; None if it has none but greys."""
    shares = _shares(mark)
    vivid = [(share * (max(rgb) - min(rgb)), rgb) for rgb, share in shares if max(rgb) - min(rgb) > 40]
    if not vivid:
        return None
    return _hex(max(vivid)[1])


def _is_svg(data: bytes) -> bool:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg"))


def _drawn(data: bytes) -> Image.Image:
    if len(data) > SVG_MAX:
        raise NotALogo(N_("The SVG has more than 512 KB. Export it as plain shapes, or as PNG."))
    try:
        picture = resvg_py.svg_to_bytes(svg_string=plain_svg(data).decode(), width=1200, height=1200)
    except (NotPlain, ValueError) as error:
        raise NotALogo(
            N_("This SVG can't be read as a plain drawing. Export it as plain SVG without DOCTYPE, or as PNG.")
        ) from error
    return _decoded(bytes(picture))


def _decoded(data: bytes) -> Image.Image:
    """The first frame as RGBA. Size is looked at before a single pixel is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=FORMATS)
            too_many = image.width * image.height > PIXELS_MAX
            turned = None if too_many else ImageOps.exif_transpose(image).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        too_many, turned = True, None
    except Exception as error:  # decoders raise whatever a broken file leads them to
        raise NotALogo(N_("This is not a picture we can read. Bring a PNG, JPEG, WebP or SVG file.")) from error
    if too_many or turned is None:
        raise NotALogo(
            N_("The picture has more than 16 megapixels. Export the logo smaller: 800 pixels wide is plenty.")
        )
    return turned


def _trimmed(image: Image.Image) -> Image.Image:
    """Without empty margins: what is transparent, or as white as the corners."""
    alpha = image.getchannel("A").point(lambda value: 255 if value > 8 else 0)
    box = alpha.getbbox()
    if box is None:
        raise NotALogo(N_("The picture is empty. Export the logo itself, not only its page."))
    corner = image.getpixel((0, 0))
    image = image.crop(box)
    if isinstance(corner, tuple) and corner[3] > 250 and min(corner[:3]) > 240:
        ground = Image.new("RGB", image.size, corner[:3])
        seen = ImageChops.difference(image.convert("RGB"), ground).convert("L").point(lambda v: 255 if v > 12 else 0)
        inner = seen.getbbox()
        if inner is None:
            raise NotALogo(N_("The picture is empty. Export the logo itself, not only its page."))
        image = image.crop(inner)
    if max(image.size) > 20 * min(image.size):
        raise NotALogo(N_("The logo is more than 20 times as wide as high. Bring one that can be read in a mail."))
    return image


def _shares(mark: Image.Image) -> list[tuple[Rgb, float]]:
    """Up to eight colours of the visible part, each as it is used most, with its share."""
    small = mark.copy()
    small.thumbnail((200, 200), Image.Resampling.NEAREST)
    pixels = [pixel for pixel in small.get_flattened_data() if isinstance(pixel, tuple) and pixel[3] > 128]
    opaque = Counter((int(red), int(green), int(blue)) for red, green, blue, _alpha in pixels)
    if not opaque:
        return []
    strip = Image.new("RGB", (opaque.total(), 1))
    strip.putdata(list(opaque.elements()))
    groups: dict[int, Counter[Rgb]] = {}
    indices = strip.quantize(8, Image.Quantize.FASTOCTREE).get_flattened_data()
    for index, rgb in zip(indices, opaque.elements(), strict=True):
        groups.setdefault(int(index), Counter())[rgb] += 1  # type: ignore[call-overload]  # a palette image has numbers
    return [(group.most_common(1)[0][0], group.total() / opaque.total()) for group in groups.values()]


def _plate(mark: Image.Image) -> Rgb:
    """White, unless next to nothing of the logo can be seen on it."""
    seen = sum(share for rgb, share in _shares(mark) if contrast(_hex(rgb), "#FFFFFF") >= LARGE)
    return WHITE if seen >= 0.12 else DARK


def _hex(rgb: Rgb) -> str:
    return "#{:02X}{:02X}{:02X}".format(*rgb)
