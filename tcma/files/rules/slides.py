"""A deck that stays editable: titles in their placeholders, text in named boxes, the colours as its theme."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches

from tcma.base.words import gettext, speaking
from tcma.catalogue.rules import Asset, Block
from tcma.files.rules.deck import Slide, slides
from tcma.files.rules.dress import Dress
from tcma.files.rules.paper import contact_lines, occasion_facts, shown
from tcma.files.rules.runs import Run, Writer
from tcma.files.rules.slidepen import BRAND, DARK, INK, ON_BRAND, PALE, TEXT, WHITE, Pen, fitting, seen
from tcma.files.rules.slidetheme import retheme
from tcma.files.rules.stages import ACROSS, EDGE, HEIGHT, STAGES, WIDTH, Box, Stage

COVER, TITLE, BODY, SUBTITLE, SMALL = 38, 30, 26, 20, 11  # points; the theme's scale goes on top for titles
FOOT = 6.1
"""Inches from the top at which covers on the partner's colour end in white, so that logos stand on it."""
PIXELS = 96
"""CSS pixels to an inch."""


def deck_pptx(asset: Asset, dress: Dress, writer: Writer, *, code: bytes | None, address: str) -> bytes:
    """The whole deck. `code` is the QR code of `address`, as PNG, for the last slide."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    retheme(deck, dress)
    maker = _Maker(deck, dress, writer)
    for number, slide in enumerate(slides(asset)):
        (maker.cover if number == 0 else maker.content)(slide)
    maker.last(next((block for block in asset.blocks if block.type == "button"), None), code, address)
    about = deck.core_properties
    about.title, about.author = seen(writer.plain(asset.title)), seen(dress.brand.name)
    about.language = dress.language
    about.created = about.modified = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has none, and the same content gives the same bytes
    about.last_modified_by = about.author
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


class _Maker(Pen):
    """The three kinds of slides: cover, content, and the last one with whom to call."""

    @property
    def stage(self) -> Stage:
        return STAGES[self.dress.theme.stage]

    @property
    def loud(self) -> MSO_THEME_COLOR:
        """The colour of words on covers."""
        return WHITE if self.stage.dark else ON_BRAND if self.stage.band else TEXT

    def cover(self, slide: Slide) -> None:
        stage = self.stage
        self._opening()
        if slide.picture is not None:
            self.drawing(slide.picture, stage.picture, "Picture", framed=stage.framed)
        if slide.heading is not None:
            self.title(self._said(slide.heading), stage.cover, most=round(COVER * self.dress.theme.scale),
                       colour=self.loud)  # fmt: skip
        self._text(slide.blocks, stage.text, "Subtitle", colour=self.loud, most=SUBTITLE)
        self._lockup(6.35, on_dark=stage.dark)

    def content(self, slide: Slide) -> None:
        stage = self.stage
        self.new()
        self._head()
        if slide.heading is not None:
            self.title(self._said(slide.heading), stage.title, most=round(TITLE * self.dress.theme.heading_scale),
                       colour=ON_BRAND if stage.band else TEXT)  # fmt: skip
        columns = [block for block in slide.blocks if block.type == "columns"]
        rest = [block for block in slide.blocks if block.type != "columns"]
        top, room = stage.top, 6.25 - stage.top
        if columns:
            high = 1.3 if rest else 0.0
            if rest:
                self._text(rest, Box(EDGE, top, ACROSS, high), "Text", most=SUBTITLE)
            self._columns(columns[0], top + high + (0.1 if rest else 0), room - high - 0.2)
        else:
            wide = ACROSS if slide.picture is None else 7.3
            self._text(rest, Box(EDGE, top, wide, room), "Text")
            if slide.picture is not None:
                left = EDGE + wide + 0.3
                self.drawing(slide.picture, Box(left, top, WIDTH - EDGE - left, 2.03), "Picture", framed=True)
        self._lockup(6.55)

    def last(self, act: Block | None, code: bytes | None, address: str) -> None:
        self._opening()
        label = self.writer.plain(act.fields.get("label", "")) if act else self.dress.brand.name
        self.title([{"t": label}], Box(EDGE, 0.9, 8.2, 1.5), most=round(36 * self.dress.theme.scale), colour=self.loud)
        people = contact_lines(self.dress)
        lines: list[list[Run]] = [[{"t": str(one["t"]), "b": number == 0}] for number, one in enumerate(people)]
        alien = {number for number, one in enumerate(people) if one["ltr"]}
        if address:
            lines.append([{"t": shown(address), "l": address}])
            alien.add(len(people))
        self.lines(lines, Box(EDGE, 2.5, 8.2, 2.6), "Contact", size=22, colour=self.loud, alien=alien)
        if code is not None:
            self.image(code, Box(9.7, 1.15, 2.9, 2.9), "Code", address)
        brand = self.dress.brand
        small: list[list[Run]] = [[{"t": " ".join(said.split())}] for said in (brand.postal_address, brand.legal_footer)
                                  if said]  # fmt: skip
        self.lines(small, Box(EDGE, 5.2, ACROSS, 0.8), "Legal", size=SMALL, colour=self.loud)
        self._lockup(6.35, on_dark=self.stage.dark)

    def _opening(self) -> None:
        """The ground of a cover, and of the last slide."""
        stage = self.stage
        self.new(DARK if stage.dark else BRAND if stage.band else None)
        if stage.band:
            self.plain("Foot", WHITE, Box(0, FOOT, WIDTH, HEIGHT - FOOT))
        elif stage.beside:
            self.plain("Mark", BRAND, Box(0, 0, WIDTH, 0.16))
            self.plain("Stroke", INK, Box(EDGE + 0.1, 0.62, 0.8, 0.06))
        elif not stage.dark:
            self.plain("Mark", INK, Box(EDGE, 6.15, ACROSS, 0.03))

    def _head(self) -> None:
        """What stands round the title of a slide after the cover."""
        stage = self.stage
        if stage.band:
            self.plain("Mark", BRAND, Box(0, 0, WIDTH, stage.band), behind=True)
        elif stage.beside:
            self.plain("Mark", BRAND, Box(EDGE + 0.1, 0.5, 0.8, 0.06))
            self.plain("Line", PALE, Box(EDGE, 6.4, ACROSS, 0.03))
        elif stage.dark:
            self.plain("Mark", BRAND, Box(0, 0.62, 0.16, 0.75))
        else:
            self.plain("Mark", INK, Box(EDGE, 1.45, ACROSS, 0.025))

    def _said(self, block: Block) -> list[Run]:
        return self.writer.line(block.fields.get("text", ""))

    def _text(self, blocks: Sequence[Block], box: Box, name: str, *, colour: MSO_THEME_COLOR = TEXT,
              most: int = BODY) -> None:  # fmt: skip
        lines: list[list[Run]] = []
        bullets: set[int] = set()
        for block in blocks:
            if block.type == "event_details":
                lines += [[{"t": f"{term}: "}, {"t": said, "b": True}] for term, said in occasion_facts(self.dress)]
            elif block.type == "bullets":
                bullets |= set(range(len(lines), len(lines) + len(block.items())))
                lines += [self.writer.runs(item) for item in block.items()]
            else:
                lines += self.writer.paragraphs(block.fields.get("text", ""))
            if block.type == "quote" and block.fields.get("source"):
                lines.append(self.writer.line(block.fields["source"]))
        if lines:
            self.lines(lines, box, name, size=fitting(lines, box, most), colour=colour, bullets=bullets)

    def _columns(self, block: Block, y: float, h: float) -> None:
        items, stage = block.items()[:4], self.stage
        gap = 0.25
        wide, high = (ACROSS - gap * (len(items) - 1)) / len(items), min(h, 2.6)
        open_ = stage.beside or self.dress.theme.letters == "serif"
        room = Box(0, 0, wide - 0.4, high - 0.4)
        told = [self.writer.runs(item) for item in items]
        size = min(fitting([words], room, BODY - 2) for words in told)  # beside each other, letters are of one size
        for number, words in enumerate(told):
            left = EDGE + number * (wide + gap)
            box, name = Box(left, y, wide, high), f"Column {number + 1}"
            card = self.plain(name, WHITE if open_ else PALE, box, round_corners=bool(stage.band))
            frame = card.text_frame
            frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
            frame.margin_left = frame.margin_right = frame.margin_top = Inches(0.2)
            self.fill(frame.paragraphs[0], words, size=size)
            if stage.beside:
                self.plain(f"{name} line", BRAND, Box(left, y + 0.1, 0.05, high - 0.2))
            elif open_:
                self.plain(f"{name} line", INK, Box(left, y, wide, 0.025))

    def _lockup(self, y: float, *, on_dark: bool = False) -> None:
        """The partner's logo, and with whom it stands there."""
        marks, brand = self.dress.marks, self.dress.brand
        colour = WHITE if on_dark else TEXT
        logo = marks.dark if on_dark and marks.dark else marks.partner
        if logo is not None:
            size = brand.logo_width / PIXELS, brand.logo_height / PIXELS
            self.image(logo, Box(EDGE, y, *size), "Partner logo", brand.name)
        else:
            self.lines([[{"t": brand.name, "b": True}]], Box(EDGE, y, 6, 0.5), "Partner name", size=16, colour=colour)
        with speaking(self.dress.language):
            beside = gettext("With %(vendor)s", vendor=self.dress.vendor.name)
        width, height = self.dress.vendor.mark_size
        own = width / PIXELS if marks.vendor else 0.0
        if marks.vendor:
            self.image(marks.vendor, Box(WIDTH - EDGE - own, y, own, height / PIXELS), "Vendor logo",
                       self.dress.vendor.name)  # fmt: skip
        box = self.slide.shapes.add_textbox(*self.at(Box(WIDTH - EDGE - own - 3.1, y + 0.04, 3.0, 0.4)))
        box.name = "Beside"
        box.text_frame.word_wrap = True
        self.fill(box.text_frame.paragraphs[0], [{"t": beside}], size=SMALL, colour=colour)
        box.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if self.dress.rtl else PP_ALIGN.RIGHT
