"""The colours and letters of a mail, in one place: the template prints them, the checks measure them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tcma.base.words import direction
from tcma.branding.rules import Brand, contrast, ink, on_colour
from tcma.composing.rules.themes import DEFAULT, Ground, Theme

LATIN = "Arial, Helvetica, sans-serif"
SERIF = "Georgia, Cambria, serif"
ARABIC = "'Segoe UI', Tahoma, Arial, sans-serif"


@dataclass(frozen=True)
class Look:
    """What one brand's mail in one language looks like. `heads`: the letters of headlines."""

    colour: str
    on_colour: str
    ink: str
    ink_dark: str
    edged: bool  # the button needs a border to be seen on the dark card
    direction: str
    start: str
    end: str
    font: str
    heads: str
    theme: Theme

    @property
    def light(self) -> Ground:
        return self.theme.light

    @property
    def dark(self) -> Ground:
        return self.theme.dark

    @property
    def heading(self) -> str:
        """The colour of headlines."""
        return self.ink if self.theme.heading_in == "ink" else self.light.text

    @property
    def heading_dark(self) -> str:
        return self.ink_dark if self.theme.heading_in == "ink" else self.dark.text


def look_of(brand: Brand, language: str, theme: Theme = DEFAULT) -> Look:
    way = direction(language)
    font = ARABIC if language.split("-")[0] in ("ar", "fa", "ur") else LATIN
    start, end = ("right", "left") if way == "rtl" else ("left", "right")
    return Look(
        brand.colour, on_colour(brand.colour), ink(brand.colour, ground=theme.light.page),
        ink(brand.colour, ground=theme.dark.card),
        edged=contrast(brand.colour, theme.dark.card) < 1.6,
        direction=way, start=start, end=end, font=font,
        heads=SERIF if theme.letters == "serif" and font == LATIN else font, theme=theme,
    )  # fmt: skip


def pairs(look: Look) -> Iterator[tuple[str, str, str]]:
    """(scheme, text, ground) of everything that is read in a mail."""
    for scheme, ground, mark in (("light", look.light, look.ink), ("dark", look.dark, look.ink_dark)):
        yield scheme, ground.text, ground.card
        yield scheme, ground.text, ground.page
        yield scheme, ground.small, ground.card
        yield scheme, ground.small, ground.page
        yield scheme, mark, ground.card
        yield scheme, mark, ground.page
        yield scheme, look.on_colour, look.colour
