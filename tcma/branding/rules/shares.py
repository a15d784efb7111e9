"""Which colours a picture is made of, and by which it is known."""

from collections import Counter
from dataclasses import dataclass

from PIL import Image

from tcma.branding.rules.colour import distance

PROPOSED = 4
Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Share:
    """A colour, and how much of what is visible has it (0 to 1)."""

    colour: str
    part: float

    @property
    def vivid(self) -> int:
        """How far it is from grey, 0 to 255."""
        parts = [int(self.colour[at : at + 2], 16) for at in (1, 3, 5)]
        return max(parts) - min(parts)


def shares(mark: Image.Image) -> list[Share]:
    """Up to eight colours of the visible part, each as it is used most, with its share."""
    small = mark.copy()
    small.thumbnail((200, 200), Image.Resampling.NEAREST)
    visible = [pixel for pixel in small.get_flattened_data() if isinstance(pixel, tuple) and pixel[3] > 128]
    opaque = Counter((int(red), int(green), int(blue)) for red, green, blue, _alpha in visible)
    if not opaque:
        return []
    strip = Image.new("RGB", (opaque.total(), 1))
    strip.putdata(list(opaque.elements()))
    groups: dict[int, Counter[Rgb]] = {}
    indices = strip.quantize(8, Image.Quantize.FASTOCTREE).get_flattened_data()
    for index, rgb in zip(indices, opaque.elements(), strict=True):
        groups.setdefault(int(index), Counter())[rgb] += 1  # type: ignore[call-overload]  # a palette image has numbers
    return [
        Share("#{:02X}{:02X}{:02X}".format(*group.most_common(1)[0][0]), group.total() / opaque.total())
        for group in groups.values()
    ]


def best_known(made_of: list[Share]) -> str | None:
    """The colour a logo is known by: the strongest of those that cover much of it; None if it has only greys."""
    return next(iter(strongest(made_of)), None)


def strongest(made_of: list[Share]) -> tuple[str, ...]:
    """Up to four colours to choose a brand colour from, the best known first; shades of one are not told apart."""
    found: list[str] = []
    vivid = (one for one in made_of if one.vivid > 40 and one.part > 0.01)
    for one in sorted(vivid, key=lambda one: -one.part * one.vivid):
        if all(distance(one.colour, other) > 0.12 for other in found):
            found.append(one.colour)
    return tuple(found[:PROPOSED])
