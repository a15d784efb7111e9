"""The colours and letters of a mail, in one place: the template prints them, the checks measure them."""

from collections.abc import Iterator
from dataclasses import dataclass

from tcma.base.words import direction
from tcma.branding.rules import Brand, contrast, ink, on_colour

LATIN = "Arial, Helvetica, sans-serif"
ARABIC = "'Segoe UI', Tahoma, Arial, sans-serif"


@dataclass(frozen=True)
class Ground:
    """One scheme: the page behind the mail, the mail, its text, its small text, its lines."""

    page: str
    card: str
    text: str
    small: str
    line: str


LIGHT = Ground("#F3F3EF", "#FFFFFF", "#23221E", "#5F5D56", "#E4E3DD")
DARK = Ground("#101113", "#1B1C1F", "#ECECE8", "#B3B2AC", "#33343A")


@dataclass(frozen=True)
class Look:
    """What one brand's mail in one language looks like."""

    colour: str
    on_colour: str
    ink: str
    ink_dark: str
    edged: bool  # the button needs a border to be seen on the dark card
    direction: str
    start: str
    end: str
    font: str
    light: Ground = LIGHT
    dark: Ground = DARK


def look_of(brand: Brand, language: str) -> Look:
    way = direction(language)
    start, end = ("right", "left") if way == "rtl" else ("left", "right")
    return Look(
        brand.colour, on_colour(brand.colour), ink(brand.colour), ink(brand.colour, ground=DARK.card),
        edged=contrast(brand.colour, DARK.card) < 1.6,
        direction=way, start=start, end=end, font=ARABIC if language.split("-")[0] in ("ar", "fa", "ur") else LATIN,
    )  # fmt: skip


def pairs(look: Look) -> Iterator[tuple[str, str, str]]:
    """(scheme, text, ground) of everything that is read in a mail."""
    for scheme, ground, mark in (("light", look.light, look.ink), ("dark", look.dark, look.ink_dark)):
        yield scheme, ground.text, ground.card
        yield scheme, ground.small, ground.card
        yield scheme, ground.small, ground.page
        yield scheme, mark, ground.card
        yield scheme, look.on_colour, look.colour
