"""Logos of the sample partners and the mark of the vendor, drawn here: what people have at hand when they begin."""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

INK, ACCENT = "#1F2937", "#E2572B"
SIZE = 120  # of a mark, in pixels of the finished picture
_FINE = 4  # drawn so much larger, then shrunk: smooth edges
_Pen = ImageDraw.ImageDraw


def logo(name: str, colour: str, shape: str = "wave") -> bytes:
    """A coloured mark and the name, as PNG on transparent ground."""
    font = ImageFont.load_default(88)
    width = SIZE + 30 + int(font.getlength(name)) + 10
    picture = Image.new("RGBA", (width, SIZE + 20), (0, 0, 0, 0))
    picture.paste(_drawn(SIZE, lambda pen, unit: _on_plate(pen, unit, colour, SHAPES[shape])), (0, 10))
    text = ImageDraw.Draw(picture)
    text.text((SIZE + 28, SIZE / 2 + 10), name, font=font, fill=INK, anchor="lm", stroke_width=2, stroke_fill=INK)
    return _png(picture)


def mark() -> bytes:
    """The vendor's gate: an arch with a light in it."""

    def gate(pen: _Pen, unit: float) -> None:
        pen.pieslice((0, 0, 22 * unit, 22 * unit), 180, 360, fill=INK)
        pen.rectangle((0, 11 * unit, 22 * unit, 24 * unit), fill=INK)
        pen.pieslice((6 * unit, 6 * unit, 16 * unit, 16 * unit), 180, 360, fill=(0, 0, 0, 0))
        pen.rectangle((6 * unit, 11 * unit, 16 * unit, 24 * unit), fill=(0, 0, 0, 0))
        pen.ellipse((8 * unit, 17.5 * unit, 14 * unit, 23.5 * unit), fill=ACCENT)

    drawn = _drawn(336, gate, units=24)
    return _png(drawn.crop((0, 0, 336 * 22 // 24, 336)))


def _drawn(size: int, draw: Callable[[_Pen, float], None], units: float = 28) -> Image.Image:
    large = Image.new("RGBA", (size * _FINE, size * _FINE), (0, 0, 0, 0))
    draw(ImageDraw.Draw(large), size * _FINE / units)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def _on_plate(pen: _Pen, unit: float, colour: str, shape: Callable[[_Pen, float], None]) -> None:
    pen.rounded_rectangle((0, 0, 28 * unit - 1, 28 * unit - 1), 8 * unit, fill=colour)
    shape(pen, unit)


def _wave(pen: _Pen, unit: float) -> None:
    width = int(2.6 * unit)
    pen.arc((5 * unit, 9.5 * unit, 15 * unit, 21 * unit), 180, 360, fill="white", width=width)
    pen.arc((12.4 * unit, 8 * unit, 22.4 * unit, 19.5 * unit), 0, 180, fill="white", width=width)


def _falcon(pen: _Pen, unit: float) -> None:
    wing = [(4, 8), (14, 13), (24, 8), (20, 17), (14, 15.5), (8, 17)]
    pen.polygon([(x * unit, y * unit) for x, y in wing], fill="white")
    pen.polygon([(x * unit, y * unit) for x, y in [(12, 16.5), (16, 16.5), (14, 22)]], fill="white")


def _leaf(pen: _Pen, unit: float) -> None:
    along = [step / 20 for step in range(21)]
    edge = [(8 + 13 * t - 5 * math.sin(math.pi * t), 20 - 13 * t - 5 * math.sin(math.pi * t)) for t in along]
    back = [(8 + 13 * t + 5 * math.sin(math.pi * t), 20 - 13 * t + 5 * math.sin(math.pi * t)) for t in along]
    pen.polygon([(x * unit, y * unit) for x, y in [*edge, *reversed(back)]], fill="white")
    pen.line((5.5 * unit, 22.5 * unit, 10 * unit, 18 * unit), fill="white", width=int(1.6 * unit))


SHAPES = {"wave": _wave, "falcon": _falcon, "leaf": _leaf}


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
