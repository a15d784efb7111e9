"""A painted drawing as the PNG that mails show: SVG does not arrive."""

from io import BytesIO

import resvg_py
from PIL import Image

WIDTH = 1200  # twice the 600 CSS pixels of a mail
COLOURS = 128


def drawing_png(svg: str) -> bytes:
    """The PNG of a kit's own drawing (checked when it was published), on white, with few colours to be small."""
    picture = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, skip_system_fonts=True, background="#ffffff"))
    image = Image.open(BytesIO(picture), formats=["PNG"]).convert("RGB")
    out = BytesIO()
    image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()
