"""The picture that networks show with a link: a page's headline in the partner's brand, 1200 x 630 pixels."""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from io import BytesIO

import resvg_py
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from tcma.base.settings import ROOT
from tcma.base.words import direction, gettext, speaking
from tcma.branding.rules import ink, palette
from tcma.catalogue.rules import paint
from tcma.composing.rules.page import Page

WIDTH, HEIGHT, MARGIN = 1200, 630, 60
DESIGN = 1  # raise it when the drawing changes: then every card has a new address, and no network shows an old one
SIZES = ((60, 2), (50, 3), (42, 4))
"""Letters of this many pixels on at most so many lines: the first into which a headline fits."""
NAME, BESIDE = 34, 28
ROOM = (640, 400)
"""Pixels for the partner's name, and for the vendor's beside it."""
RIGHT_TO_LEFT = ("\u2067", "\u2069")
"""Round a line: resvg takes every paragraph to run from left to right unless its text says otherwise."""
LOGO = (360, 84)
COLOURS = 128


@dataclass(frozen=True)
class Card:
    """Everything the picture shows. `drawing` is a file of the kit version `version_id` (a UUID as text), or ''."""

    title: str
    language: str
    brand: str
    vendor: str
    colour: str
    logo_key: str
    version_id: str
    drawing: str

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Card":
        return cls(**json.loads(text))

    @property
    def key(self) -> str:
        """The hash that names it: other content, other address."""
        return hashlib.sha256(f"{DESIGN}{self.to_json()}".encode()).hexdigest()[:40]


def card_of(page: Page, version_id: str) -> Card:
    """What is shown of a page."""
    return Card(
        page.title, page.language, page.brand.name, page.vendor.name, page.brand.colour, page.brand.logo_key or "",
        version_id, page.drawing,
    )  # fmt: skip


def card_svg(card: Card, *, logo: bytes | None, drawing: bytes | None) -> str:
    """The card as SVG; `logo` is a PNG, `drawing` a kit's own checked SVG."""
    size, lines = fitted(card.title)
    with speaking(card.language):
        beside = gettext("With %(vendor)s", vendor=card.vendor)
    name, beside = next(wrapped(card.brand, NAME, ROOM[0], 1)), next(wrapped(beside, BESIDE, ROOM[1], 1))
    colours, rtl = palette(card.colour), direction(card.language) == "rtl"
    begin, end = RIGHT_TO_LEFT if rtl else ("", "")
    return _templates().get_template("social/card.svg").render(
        width=WIDTH, height=HEIGHT, margin=MARGIN, size=size, lines=[begin + line + end for line in lines],
        beside=begin + beside + end, name=begin + name + end, rtl=rtl, language=card.language,
        colours=colours, mark=ink(card.colour),
        logo=base64.b64encode(logo).decode() if logo else "", logo_box=LOGO,
        drawing=base64.b64encode(paint(drawing, colours).encode()).decode() if drawing else "",
    )  # fmt: skip


def card_png(svg: str) -> bytes:
    """Drawn with the fonts of this machine, in few colours to be small."""
    drawn = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, background="#ffffff"))
    image = Image.open(BytesIO(drawn), formats=["PNG"]).convert("RGB")
    out = BytesIO()
    image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def fitted(title: str) -> tuple[int, list[str]]:
    """(letter size, lines) at which a headline fits; one that never does is cut at the smallest size."""
    room = WIDTH - 2 * MARGIN
    for size, most in SIZES:
        lines = list(wrapped(title, size, room, most + 1))
        if len(lines) <= most and all(measured(line, size) <= room for line in lines):
            return size, lines
    size, most = SIZES[-1]
    return size, list(wrapped(title, size, room, most))


def wrapped(text: str, size: int, room: int, most: int) -> Iterator[str]:
    """Lines of at most `room` pixels, `most` of them; what is left over is cut with an ellipsis."""
    words, line, number = text.split(), "", 1
    while words:
        word = words[0]
        longer = f"{line} {word}" if line else word
        if measured(longer, size) <= room:
            line = longer
            words.pop(0)
        elif number == most:
            yield _cut(longer, size, room)
            return
        elif line:
            yield line
            line, number = "", number + 1
        else:  # one word wider than a line
            head = _head(word, size, room)
            words[0] = word[len(head) :]
            yield head
            number += 1
    if line or number == 1:
        yield line


def _head(word: str, size: int, room: int) -> str:
    count = next((n for n in range(len(word), 1, -1) if measured(word[:n], size) <= room), 1)
    return word[:count]


def _cut(text: str, size: int, room: int) -> str:
    return _head(text, size, room - size).rstrip(" ,.;:") + "…"


_NARROW, _WIDE = frozenset(" .,;:!|'iIjltfr()[]-"), frozenset("mwMWQO@%&")


def measured(text: str, size: int) -> float:
    """About how wide bold letters of `size` pixels run, rather too wide than too narrow."""
    return sum(map(_width, text)) * size


def _width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.37
    return 1.0 if letter in _WIDE else 0.69 if letter.isupper() else 0.62


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined)
