"""Colours: WCAG contrast, what stands on a colour, and the nearest one that can be read."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coloraide import Color

TEXT = 4.5  # WCAG 2.2, 1.4.3: text
LARGE = 3.0  # large text, and parts of an interface (1.4.11)
WHITE, DARK, BLACK = "#FFFFFF", "#1A1916", "#000000"
NEUTRAL = "#3F4A5A"  # what a partner without a brand kit wears

_HEX = re.compile(r"#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")


def normal(colour: str) -> str | None:
    """`#RRGGBB` of "#abc", "aabbcc" or "#AABBCC"; None for anything else."""
    found = _HEX.fullmatch(colour.strip())
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return f"#{digits.upper()}"


def _colour(colour: str) -> "Color":
    from coloraide import Color  # here: it computes a table as it is loaded, and many a process needs no colour

    return Color(colour)


@lru_cache(4096)
def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    return float(_colour(one).contrast(other, method="wcag21"))


@lru_cache(4096)
def distance(one: str, other: str) -> float:
    """How different two colours look: 0 for the same, about 1 from black to white (OKLab)."""
    return float(_colour(one).delta_e(other, method="ok"))


def on_colour(colour: str) -> str:
    """The text colour that can be read on `colour`: white if that passes, else dark, else black."""
    return next(text for text in (WHITE, DARK, BLACK) if text == BLACK or contrast(colour, text) >= TEXT)


@lru_cache(1024)
def ink(colour: str, *, ground: str = WHITE, floor: float = TEXT) -> str:
    """`colour` itself if it reads on `ground`, else the nearest lightness that does, its hue kept (OKLCH)."""
    if contrast(colour, ground) >= floor:
        return colour
    lightness = float(_colour(colour).convert("oklch")["lightness"])
    dark_ground = contrast(ground, WHITE) > contrast(ground, BLACK)
    low, high = (lightness, 1.0) if dark_ground else (0.0, lightness)
    for _step in range(18):
        middle = (low + high) / 2
        passes = contrast(_at(colour, middle), ground) >= floor
        if passes == dark_ground:
            high = middle
        else:
            low = middle
    return _at(colour, high if dark_ground else low)


def _at(colour: str, lightness: float) -> str:
    return _moved(colour, lambda _old: lightness)


def _moved(colour: str, lightness: Callable[[float], float], chroma: float = 1.0) -> str:
    """The colour at another OKLCH lightness, as a hex that a screen can show; the hue stays."""
    moved = _colour(colour).convert("oklch")
    moved["lightness"] = min(max(lightness(float(moved["lightness"])), 0.0), 1.0)
    moved["chroma"] = float(moved["chroma"]) * chroma
    return str(moved.convert("srgb").fit(method="oklch-chroma", jnd=0).to_string(hex=True, upper=True))


def palette(colour: str) -> dict[str, str]:
    """What the drawings of a kit are painted in, by token."""
    return {
        "brand": colour,
        "brand_ink": ink(colour),
        "on_brand": on_colour(colour),
        "brand_dark": _moved(colour, lambda old: min(old * 0.68, 0.36)),
        "brand_mid": _moved(colour, lambda old: old + (0.9 - old) * 0.42, 0.85),
        "brand_light": _moved(colour, lambda _old: 0.87, 0.5),
        "brand_pale": _moved(colour, lambda _old: 0.955, 0.2),
    }


def words_ratio(ratio: float) -> str:
    """A ratio cut, not rounded, so that 4.49 never reads as the 4.5 it misses."""
    return f"{int(ratio * 100) / 100:.2f}"
