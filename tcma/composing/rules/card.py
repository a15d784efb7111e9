"""The picture that networks show with a link: a page's headline in the partner's brand, 1200 x 630 pixels."""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
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
from tcma.composing.rules.themes import theme_named

WIDTH, HEIGHT, MARGIN = 1200, 630, 60
DESIGN = 2  # raise it when the drawing changes: then every card has a new address, and no network shows an old one
SIZES = ((60, 2), (50, 3), (42, 4))
"""Letters of this many pixels on at most so many lines: the first into which a headline fits."""
NAME, LONG_NAME, BESIDE = 34, 27, 28
ROOM = (640, 400)
"""Pixels for the partner's name, and for the vendor's beside it."""
RIGHT_TO_LEFT = ("\u2067", "\u2069")
"""Round a line: resvg takes every paragraph to run from left to right unless its text says otherwise."""
LOGO = (360, 84)
SERIF = 0.94
"""Letters with serifs are wider: by so much smaller."""
COLUMN, COLUMN_SIZES = 530, ((56, 4), (46, 5), (38, 6), (30, 8))
"""The headline's room and letters where the drawing stands beside it."""
PLACES = {
    "above": ((0, 0, WIDTH, 292), (306, 214), 524), "beside": ((640, 246, 500, 236), (132, 468), 16),
    "colour": ((640, 144, 500, 236), (30, 464), 524), "below": ((640, 260, 560, 264), (70, 440), 524),
}  # fmt: skip
"""Pixels, by the stage of the theme: the drawing, from where lines begin (x, y, width, height); the headline (y,
height); the line above the names."""
COLOURS = 128


@dataclass(frozen=True)
class Card:
    """Everything the picture shows. `drawing` is a file of the kit version `version_id` (a UUID as text), or ''.

    `theme`: the name of the kit's.
    """

    title: str
    language: str
    brand: str
    vendor: str
    colour: str
    logo_key: str
    version_id: str
    drawing: str
    theme: str = ""

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
        version_id, page.drawing, page.look.theme.name,
    )  # fmt: skip


def card_svg(card: Card, *, logo: bytes | None, drawing: bytes | None) -> str:
    """The card as SVG; `logo` is a PNG, `drawing` a kit's own checked SVG."""
    theme = theme_named(card.theme)
    size, lines = fitted(card.title) if theme.stage == "above" else fitted(card.title, COLUMN, COLUMN_SIZES)
    with speaking(card.language):
        beside = gettext("With %(vendor)s", vendor=card.vendor)
    names = list(wrapped(card.brand, NAME, ROOM[0], 2))
    if len(names) > 1:
        names = list(wrapped(card.brand, LONG_NAME, ROOM[0], 2))
    beside = next(wrapped(beside, BESIDE, ROOM[1], 1))
    colours, rtl = palette(card.colour), direction(card.language) == "rtl"
    begin, end = RIGHT_TO_LEFT if rtl else ("", "")
    return _templates().get_template("social/card.svg").render(
        width=WIDTH, height=HEIGHT, margin=MARGIN, size=size * (SERIF if theme.letters == "serif" else 1),
        lines=[begin + line + end for line in lines],
        beside=begin + beside + end, names=[begin + name + end for name in names], rtl=rtl, language=card.language,
        colours=colours, theme=theme, place=PLACES[theme.stage], mark=ink(card.colour, ground=theme.light.page),
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


def fitted(
    title: str, room: int = WIDTH - 2 * MARGIN, sizes: Sequence[tuple[int, int]] = SIZES
) -> tuple[int, list[str]]:
    """(letter size, lines) at which a headline fits; one that never does is cut at the smallest size."""
    for size, most in sizes:
        lines = list(wrapped(title, size, room, most + 1))
        if len(lines) <= most and all(measured(word, size) <= room for word in title.split()):
            return size, lines
    size, most = sizes[-1]
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
