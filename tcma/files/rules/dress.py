"""What a file wears: colours, letters and marks of one brand in one language, as typesetters take it."""

from collections.abc import Callable
from dataclasses import dataclass

from tcma.base.typeset import inline
from tcma.base.words import direction
from tcma.branding.rules import Brand, Vendor, ink, palette
from tcma.catalogue.rules import paint
from tcma.composing.rules import Occasion
from tcma.composing.rules.themes import DEFAULT, Theme

LETTER = ("US", "CA", "MX", "PH", "CL", "CO")
"""Countries that print on Letter; all others on A4."""


POINT = 0.75
"""Points to a CSS pixel."""


@dataclass(frozen=True)
class Marks:
    """The logos as PNG: the partner's, its variant for dark ground, the vendor's. None where there is none."""

    partner: bytes | None = None
    dark: bytes | None = None
    vendor: bytes | None = None


@dataclass(frozen=True)
class Dress:
    """One brand in one language. `drawing` gives a drawing of the kit with its colour tokens.

    `occasion`: date and place, in the files of an event. `theme`: the kit's.
    """

    brand: Brand
    vendor: Vendor
    language: str
    marks: Marks
    drawing: Callable[[str], bytes]
    country: str = ""
    occasion: Occasion | None = None
    theme: Theme = DEFAULT

    @property
    def colours(self) -> dict[str, str]:
        return palette(self.brand.colour)

    @property
    def rtl(self) -> bool:
        return direction(self.language) == "rtl"

    def painted(self, name: str) -> str:
        return paint(self.drawing(name), self.colours)

    @property
    def ink(self) -> str:
        """The brand's colour as words are read in it, on white and on the tinted ground of the theme."""
        return ink(self.brand.colour, ground=self.theme.light.page)

    def look(self) -> dict[str, object]:
        colours, (width, height) = self.colours, self.vendor.mark_size
        size = (self.brand.logo_width, self.brand.logo_height)
        return {
            "language": self.language.partition("-")[0], "rtl": self.rtl, "hyphenate": not self.rtl,
            "paper": "us-letter" if self.country in LETTER else "a4", "radius": self.theme.radius * POINT,
            "brand": self.brand.colour, "on_brand": self.brand.on_colour, "ink": self.ink,
            "dark": colours["brand_dark"], "pale": colours["brand_pale"], "mid": colours["brand_mid"],
            "logo": inline(self.marks.partner, *size) if self.marks.partner else "",
            "logo-dark": inline(self.marks.dark, *size) if self.marks.dark else "",
            "logo-width": size[0] * POINT, "logo-height": size[1] * POINT,
            "mark": inline(self.marks.vendor, width, height) if self.marks.vendor else "",
            "mark-width": width * POINT, "mark-height": height * POINT, "theme": self._figures(),
        }  # fmt: skip

    def _figures(self) -> dict[str, object]:
        """The theme as templates take it; sizes are shares of the default's, lines and corners points."""
        theme, ground = self.theme, self.theme.light
        return {
            "stage": theme.stage, "serif": theme.letters == "serif", "scale": theme.scale,
            "heading-scale": theme.heading_scale, "kicker": theme.kicker, "line": theme.line * POINT,
            "inked": theme.heading_in == "ink", "ground": ground.page, "text": ground.text, "small": ground.small,
            "line-colour": ground.line,
        }  # fmt: skip
