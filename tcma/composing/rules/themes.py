"""The themes a kit can choose: what a mail and a page look like besides the partner's colours.

Social pictures and documents read the same figures, so that a kit looks alike wherever it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Ground:
    """One scheme: the page behind the mail, the mail, its text, its small text, its lines."""

    page: str
    card: str
    text: str
    small: str
    line: str


DARK = Ground("#101113", "#1B1C1F", "#ECECE8", "#B3B2AC", "#33343A")


@dataclass(frozen=True)
class Theme:
    """Sizes in CSS pixels at 600 across.

    `title` and `heading`: letters of the first headline and of those after it. `letters` of headlines: sans or serif.
    `radius`: corners of pictures and frames; `button`: of buttons. `header`: plain (the names on the card), band (on
    the partner's colour) or rule (a line of the colour below). `line`: how thick lines across are. `kicker`: a short
    stroke of the colour above later headlines. `framed`: pictures stand within the margins. `heading_in` text or ink.
    `stage`: where a social picture, a cover and a paper have their drawing: above the headline, beside it (below it
    where there is no width), on the partner's colour together with it, or below it from edge to edge.
    """

    name: str
    title: int
    heading: int
    letters: str
    radius: int
    button: int
    header: str
    line: int
    kicker: bool
    framed: bool
    heading_in: str
    stage: str
    light: Ground
    dark: Ground = DARK

    @property
    def scale(self) -> float:
        """How much larger than the default's its first headline is."""
        return self.title / DEFAULT.title

    @property
    def heading_scale(self) -> float:
        return self.heading / DEFAULT.heading

    @property
    def arc(self) -> int:
        """The corners of a button 48 high in per cent of its height, as Outlook wants them."""
        return min(50, round(self.button * 100 / 48))


THEMES: Mapping[str, Theme] = {
    one.name: one
    for one in (
        Theme("plain", 26, 19, "sans", 8, 8, "plain", 1, False, False, "text", "above",
              Ground("#F3F3EF", "#FFFFFF", "#23221E", "#5F5D56", "#E4E3DD")),
        Theme("letter", 27, 20, "serif", 0, 2, "rule", 1, False, True, "text", "beside",
              Ground("#FBFAF6", "#FFFFFF", "#262420", "#615D54", "#DAD6CA"),
              Ground("#121210", "#1C1B19", "#EEECE6", "#B6B2A8", "#3A3833")),
        Theme("poster", 33, 22, "sans", 16, 24, "band", 1, False, True, "ink", "colour",
              Ground("#ECEEF2", "#FFFFFF", "#1D2027", "#565B66", "#DDE0E6"),
              Ground("#0E1014", "#191C22", "#ECEEF2", "#AEB3BE", "#323640")),
        Theme("bulletin", 28, 18, "sans", 4, 4, "rule", 2, True, False, "text", "below",
              Ground("#F1F3F0", "#FFFFFF", "#1F2320", "#585D59", "#CFD4CF"),
              Ground("#0F1210", "#1A1E1B", "#ECEFEC", "#AFB5B0", "#3A403B")),
    )
}  # fmt: skip
"""The first one is what a kit wears that names none."""

DEFAULT = next(iter(THEMES.values()))


def theme_named(name: str) -> Theme:
    """The theme of a kit; one that is not known, or not any more, gives the first."""
    return THEMES.get(name, DEFAULT)
