"""What puts words, pictures and plain shapes on a slide: positions in inches from where lines begin."""

from collections.abc import Collection, Sequence
from io import BytesIO
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Length, Pt

from tcma.branding.rules.drawing import drawing_png
from tcma.catalogue.rules import Block
from tcma.files.rules.dress import Dress
from tcma.files.rules.runs import Run, Writer
from tcma.files.rules.stages import WIDTH, Box

TEXT, WHITE, ON_BRAND = MSO_THEME_COLOR.TEXT_1, MSO_THEME_COLOR.BACKGROUND_1, MSO_THEME_COLOR.ACCENT_6
BRAND, INK, PALE = MSO_THEME_COLOR.ACCENT_1, MSO_THEME_COLOR.ACCENT_2, MSO_THEME_COLOR.ACCENT_3
DARK = MSO_THEME_COLOR.DARK_2
CORNER = 1 / 50
"""Inches of a round corner for each pixel of the theme's at 600 across a mail."""
LETTER, BOLD = 0.52, 0.57
"""How wide a letter is on average, of its size, with what lines lose at their ends."""
LEAST, AFTER = 12, 0.45
"""Points of the smallest letters; the space after a paragraph, of its size."""


def fitting(lines: Sequence[Sequence[Run]], box: Box, most: int, *, letter: float = LETTER) -> int:
    """The largest size in points, `most` at most, at which these lines stand in a box."""

    def high(size: int) -> float:
        rows = (-(-sum(len(str(run["t"])) for run in line) * size * letter // (box.w * 72 * 0.95)) for line in lines)
        return sum(max(1.0, row) * size * 1.2 + size * AFTER for row in rows)

    return next((size for size in range(most, LEAST, -1) if high(size) <= box.h * 72), LEAST)


class Pen:
    """Writes on `slide`, which is set anew for each one."""

    def __init__(self, deck: Any, dress: Dress, writer: Writer) -> None:
        self.deck, self.dress, self.writer = deck, dress, writer
        self.slide: Any = None

    def new(self, ground: MSO_THEME_COLOR | None = None) -> None:
        """A slide on white, or on a colour of the theme."""
        layout = next(one for one in self.deck.slide_layouts if one.name == "Title Only")
        self.slide = self.deck.slides.add_slide(layout)
        if ground is not None:
            fill = self.slide.background.fill
            fill.solid()
            fill.fore_color.theme_color = ground

    def at(self, box: Box) -> tuple[Length, Length, Length, Length]:
        """Mirrored where lines begin at the right."""
        left = WIDTH - box.x - box.w if self.dress.rtl else box.x
        return Inches(left), Inches(box.y), Inches(box.w), Inches(box.h)

    def title(self, runs: Sequence[Run], box: Box, *, most: int, colour: MSO_THEME_COLOR = TEXT) -> None:
        title = self.slide.shapes.title
        title.name = "Title"
        title.left, title.top, title.width, title.height = self.at(box)
        frame = title.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        bold: list[Run] = [{**run, "b": True} for run in runs]
        self.fill(frame.paragraphs[0], bold, size=fitting([bold], box, most, letter=BOLD), colour=colour)

    def lines(self, lines: Sequence[Sequence[Run]], box: Box, name: str, *, size: int,
              colour: MSO_THEME_COLOR = TEXT, bullets: Collection[int] = (),
              alien: Collection[int] = ()) -> None:  # fmt: skip
        """`alien`: lines that run from left to right in every language, such as a telephone number."""
        made = self.slide.shapes.add_textbox(*self.at(box))
        made.name = name
        frame = made.text_frame
        frame.word_wrap = True
        for number, runs in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size * AFTER)
            self.fill(paragraph, runs, size=size, colour=colour, bullet=number in bullets, rtl=number not in alien)

    def fill(self, paragraph: Any, runs: Sequence[Run], *, size: int, colour: MSO_THEME_COLOR = TEXT,
             bullet: bool = False, rtl: bool = True) -> None:  # fmt: skip
        paragraph.alignment = PP_ALIGN.RIGHT if self.dress.rtl else PP_ALIGN.LEFT
        rule = paragraph._p.get_or_add_pPr()
        if self.dress.rtl:
            rule.set("rtl", "1" if rtl else "0")
        if bullet:
            rule.set("marL", str(Inches(0.3)))
            rule.set("indent", str(-Inches(0.3)))
            rule.append(rule.makeelement(_a("buFont"), {"typeface": "Arial"}))
            rule.append(rule.makeelement(_a("buChar"), {"char": "•"}))
        for run in runs:
            made = paragraph.add_run()
            made.text = str(run["t"])
            made.font.size, made.font.bold = Pt(size), bool(run.get("b"))
            made.font.color.theme_color = colour
            made._r.get_or_add_rPr().set("lang", self.dress.language)
            if run.get("l") and colour == TEXT:  # a link has a colour of its own, which needs a light ground
                made.hyperlink.address = str(run["l"])

    def drawing(self, block: Block, box: Box, name: str, *, framed: bool = False) -> None:
        """A drawing, cut to its box. `framed`: with the theme's corners and a white line round it."""
        drawing = drawing_png(self.dress.painted(block.fields["media"]))
        picture = self.image(drawing, Box(box.x, box.y, box.w, 0), name, self.writer.plain(block.fields.get("alt", "")))
        high = picture.height / Inches(1)
        if high > box.h:
            picture.crop_top = picture.crop_bottom = (1 - box.h / high) / 2
        else:
            picture.crop_left = picture.crop_right = (1 - high / box.h) / 2
        picture.width, picture.height = Inches(box.w), Inches(box.h)
        if framed and self.dress.theme.radius:
            picture.auto_shape_type = MSO_SHAPE.ROUNDED_RECTANGLE
            self._round(picture._element.spPr, box)
        if framed and self.dress.theme.stage == "colour":
            picture.line.color.theme_color, picture.line.width = WHITE, Pt(5)

    def image(self, png: bytes, box: Box, name: str, alt: str) -> Any:
        """A picture; a box without height takes the picture's own."""
        left, top, width, height = self.at(box)
        picture = self.slide.shapes.add_picture(BytesIO(png), left, top, width, height or None)
        picture.name = name
        picture._element.nvPicPr.cNvPr.set("descr", seen(alt))
        return picture

    def plain(self, name: str, colour: MSO_THEME_COLOR, box: Box, *, round_corners: bool = False,
              behind: bool = False) -> Any:  # fmt: skip
        """A rectangle of one colour of the theme, without the edge and shadow that come with shapes.

        `behind`: below everything that is on the slide already, such as its title.
        """
        kind = MSO_SHAPE.ROUNDED_RECTANGLE if round_corners and self.dress.theme.radius else MSO_SHAPE.RECTANGLE
        shape = self.slide.shapes.add_shape(kind, *self.at(box))
        shape.name = name
        shape._element.remove(shape._element.find(_p("style")))
        if behind:
            self.slide.shapes._spTree.insert(2, shape._element)  # the tree's own two properties come first
        shape.fill.solid()
        shape.fill.fore_color.theme_color = colour
        shape.line.fill.background()
        if kind == MSO_SHAPE.ROUNDED_RECTANGLE:
            self._round(shape._element.spPr, box)
        return shape

    def _round(self, properties: Any, box: Box) -> None:
        """The theme's corner; the format wants it as a share of the shorter side."""
        shape = properties.find(_a("prstGeom"))
        values = shape.find(_a("avLst"))
        if values is None:
            values = shape.makeelement(_a("avLst"), {})
            shape.append(values)
        share = min(0.5, self.dress.theme.radius * CORNER / min(box.w, box.h))
        for old in list(values):
            values.remove(old)
        values.append(values.makeelement(_a("gd"), {"name": "adj", "fmla": f"val {round(share * 100_000)}"}))


def seen(text: str) -> str:
    """Without control signs: XML has no room for them."""
    return "".join(sign for sign in text if sign.isprintable() or sign == " ")


def _p(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/presentationml/2006/main}}{name}"


def _a(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/drawingml/2006/main}}{name}"
