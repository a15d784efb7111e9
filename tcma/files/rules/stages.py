"""Where things stand on slides in each theme: inches on a slide of 16 to 9, from the side where lines begin."""

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.7
ACROSS = WIDTH - 2 * EDGE


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Stage:
    """A cover has its picture, title, text and lockup; other slides a title, and room for the rest from `top` on.

    `dark`: cover and last slide stand on the partner's dark colour; `band`: titles stand on the partner's colour;
    `framed`: pictures have the theme's corners; `beside`: a bar stands beside a column's words, and not around them.
    """

    picture: Box
    cover: Box
    text: Box
    title: Box
    top: float
    dark: bool = False
    band: float = 0.0  # how high it is on slides after the cover
    framed: bool = True
    beside: bool = False


STAGES: Mapping[str, Stage] = {
    "above": Stage(Box(0, 0, WIDTH, 3.6), Box(EDGE, 3.65, ACROSS, 1.5), Box(EDGE, 5.15, ACROSS, 0.95),
                   Box(EDGE, 0.45, ACROSS, 1.1), 1.75, dark=True, framed=False),
    "beside": Stage(Box(7.1, 1.85, WIDTH - EDGE - 7.1, 2.62), Box(EDGE, 1.1, 6.0, 2.5), Box(EDGE, 3.75, 6.0, 1.9),
                    Box(EDGE, 0.4, ACROSS, 1.0), 1.8),
    "colour": Stage(Box(6.9, 1.6, WIDTH - EDGE - 6.9, 2.71), Box(EDGE, 0.7, 5.8, 3.1), Box(EDGE, 3.9, 5.8, 1.7),
                    Box(EDGE, 0.2, ACROSS, 1.1), 1.85, band=1.5),
    "below": Stage(Box(0, 3.1, WIDTH, 3.0), Box(EDGE, 0.65, ACROSS, 1.3), Box(EDGE, 1.95, ACROSS, 1.05),
                   Box(EDGE, 0.6, ACROSS, 0.95), 1.75, framed=False, beside=True),
}  # fmt: skip
"""By the stage of the kit's theme."""
