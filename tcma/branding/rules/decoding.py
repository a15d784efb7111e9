"""Pixels from an uploaded file, with limits: nothing is unpacked before its size is known."""

import warnings
from io import BytesIO

import resvg_py
from PIL import Image, ImageChops, ImageOps

from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.branding.rules.svg import NotPlain, plain_svg

FILE_MAX = 5 * 1024 * 1024
SVG_MAX = 512 * 1024
PIXELS_MAX = 16_000_000
SCANS_MAX = 64
"""Passes of a progressive JPEG: a program writes ten, and each is a walk over all pixels."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_HEADS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}


class NotALogo(Refusal):
    """A file that can't be taken as a logo, and what to bring instead."""

    status = 422


def kind_of(data: bytes) -> str:
    """png, jpeg, gif, webp or svg by how the file begins, whatever it is called; '' for anything else."""
    if is_svg(data):
        return "svg"
    found = next((kind for head, kind in _HEADS.items() if data.startswith(head)), "")
    return "" if found == "webp" and data[8:12] != b"WEBP" else found


def is_svg(data: bytes) -> bool:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg"))


def pixels(data: bytes) -> Image.Image:
    """The picture in the file as RGBA, its first frame only; NotALogo says what is wrong with any other file."""
    if len(data) > FILE_MAX:
        raise NotALogo(N_("The file has more than 5 MB. Export the logo smaller: 800 pixels wide is plenty."))
    return _drawn(data) if is_svg(data) else _decoded(data)


def trimmed(image: Image.Image) -> Image.Image:
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


def _drawn(data: bytes) -> Image.Image:
    if len(data) > SVG_MAX:
        raise NotALogo(N_("The SVG has more than 512 KB. Export it as plain shapes, or as PNG."))
    try:
        picture = resvg_py.svg_to_bytes(svg_string=plain_svg(data).decode(), width=1200, height=1200)
    except (NotPlain, ValueError, RecursionError) as error:
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
            if not too_many and image.format == "JPEG" and data.count(b"\xff\xda") > SCANS_MAX:
                raise ValueError("more passes than a picture has")
            turned = None if too_many else _eight_bits(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        too_many, turned = True, None
    except Exception as error:  # decoders raise whatever a broken file leads them to
        raise NotALogo(N_("This is not a picture we can read. Bring a PNG, JPEG, WebP or SVG file.")) from error
    if too_many or turned is None:
        raise NotALogo(
            N_("The picture has more than 16 megapixels. Export the logo smaller: 800 pixels wide is plenty.")
        )
    return turned


def _eight_bits(image: Image.Image) -> Image.Image:
    """As RGBA of eight bits: greys of sixteen are scaled, not cut off, and print colours are turned first."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode == "CMYK":
        image = image.convert("RGB")
    return image.convert("RGBA")
