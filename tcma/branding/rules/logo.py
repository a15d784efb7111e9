"""A logo from an uploaded file: trimmed, fitted, set on its plate, and once more for dark grounds.

What is served is never what was uploaded: only pixels survive, so no metadata and nothing hidden does.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from tcma.base.words import N_
from tcma.branding.rules.colour import DARK, LARGE, WHITE, contrast
from tcma.branding.rules.decoding import NotALogo, kind_of, pixels, trimmed
from tcma.branding.rules.shares import Share, best_known, shares, strongest

MAX_WIDTH, MAX_HEIGHT, AREA = 180, 36, 3900  # CSS pixels: wide and square logos look equally large
CLEAR, CLEAR_MIN = 0.25, 8  # of the height, on all sides; and CSS pixels
WIDE = 120  # CSS pixels a plate has at least
LEAST = 40  # CSS pixels a plate may be high in any case: a vendor's mark as thin as a line makes nobody unreadable
MARK, SQUARE = 48, 1.5  # CSS pixels of a side; and how much longer than the other a side may be for it
DUSK = "#3B3B3B"
"""As light as a brand's darkest shade gets (`palette`): what stands out from it does so on every dark ground."""


@dataclass(frozen=True)
class Logo:
    """A finished PNG at twice its size; width and height in CSS pixels, plate included.

    `dark` is of the same size, for grounds as dark as night: without a plate where the logo can be seen there, or
    where it can be turned white. `mark` is a square of 48 CSS pixels, of a logo that is about square itself. `colours`
    are those it is made of, the strongest first. `kind`, `brought` (width and height in pixels) are of the file.
    """

    png: bytes
    width: int
    height: int
    colour: str | None
    dark: bytes
    colours: tuple[str, ...]
    kind: str
    brought: tuple[int, int]
    mark: bytes | None = None


def read_logo(data: bytes, *, tallest: int = 0, wide: int = WIDE) -> Logo:
    """The logo in an uploaded PNG, JPEG, GIF, WebP or SVG file; NotALogo says what is wrong with any other.

    With its plate it is at most `tallest` CSS pixels high, or 40 where that is less: no partner's logo stands taller
    than the vendor's. `wide` CSS pixels is the plate at least: 0 for the vendor's mark, which stands beside its name.
    """
    brought = pixels(data)
    mark, kind = trimmed(brought), kind_of(data)
    width, height = fit(*mark.size, highest=highest_in(max(tallest, LEAST)) if tallest else MAX_HEIGHT)
    if kind != "svg" and mark.width < 2 * width - 1:
        raise NotALogo(
            N_("The logo is %(has)s pixels wide without its margins; sharp in a mail it needs %(needs)s. "
               "Bring it larger, or as SVG."),
            has=mark.width, needs=2 * width,
        )  # fmt: skip
    clear = clear_space(height)
    box = (max(wide, width + 2 * clear), height + 2 * clear)
    made_of = shares(mark)
    plate = plate_for(made_of)
    sharp = mark.resize((2 * width, 2 * height), Image.Resampling.LANCZOS)
    light = _set(sharp, box, plate)
    alone = on_dark(sharp, made_of)
    return Logo(
        light, *box, best_known(made_of), _set(alone, box, None) if alone else light, strongest(made_of),
        kind, brought.size, _square(mark, plate),
    )  # fmt: skip


def fit(width: int, height: int, highest: int = MAX_HEIGHT) -> tuple[int, int]:
    """The size in CSS pixels at which a logo of this shape looks as large as any other."""
    scale = min(MAX_WIDTH / width, highest / height, (AREA / (width * height)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def clear_space(height: int) -> int:
    """What is kept free on each side of a logo so high, in CSS pixels."""
    return max(CLEAR_MIN, round(height * CLEAR))


def highest_in(box: int) -> int:
    """How high a logo may be so that with its clear space it is at most `box` CSS pixels high."""
    return next((h for h in range(MAX_HEIGHT, 1, -1) if h + 2 * clear_space(h) <= box), 1)


def plate_for(made_of: list[Share]) -> str:
    """White where the logo's main colour stands out from it at 3:1; else whichever of white and dark shows more."""
    main = max(made_of, key=lambda one: one.part, default=None)
    if main is None or contrast(main.colour, WHITE) >= LARGE:
        return WHITE
    return DARK if seen_on(DARK, made_of) > seen_on(WHITE, made_of) else WHITE


def seen_on(ground: str, made_of: list[Share]) -> float:
    """How much of a logo stands out from `ground` at 3:1, 0 to 1."""
    return sum(one.part for one in made_of if contrast(one.colour, ground) >= LARGE)


def on_dark(mark: Image.Image, made_of: list[Share]) -> Image.Image | None:
    """The mark as it stands on dark ground: as it is, or in white; None if it needs its plate there."""
    cut_out = mark.getchannel("A").resize((64, 64)).histogram()[0] > 64 * 64 // 50
    if not cut_out:
        return None
    seen = seen_on(DUSK, made_of)
    if seen >= 0.9:
        return mark
    if seen <= 0.02:  # nothing in it that would be lost in white
        white = Image.new("RGBA", mark.size, WHITE)
        white.putalpha(mark.getchannel("A"))
        return white
    return None


def _square(mark: Image.Image, plate: str) -> bytes | None:
    """The mark with its clear space on a square plate; None for one that would be a sliver there."""
    longer, shorter = max(mark.size), min(mark.size)
    if longer > SQUARE * shorter:
        return None
    inside = 2 * MARK / (1 + 2 * CLEAR) / longer
    small = mark.resize((round(mark.width * inside), round(mark.height * inside)), Image.Resampling.LANCZOS)
    return _set(small, (MARK, MARK), plate)


def _set(mark: Image.Image, box: tuple[int, int], plate: str | None) -> bytes:
    whole = Image.new("RGBA" if plate is None else "RGB", (2 * box[0], 2 * box[1]), plate or (0, 0, 0, 0))
    at = ((whole.width - mark.width) // 2, (whole.height - mark.height) // 2)
    whole.paste(mark, at, None if plate is None else mark)
    out = BytesIO()
    whole.save(out, "PNG", optimize=True)
    return out.getvalue()
