"""A campaign as pictures in the sizes of networks and messengers: its headline, its drawing, the partner's logo."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from tcma.base import typeset
from tcma.base.words import N_, gettext, speaking
from tcma.files.rules.dress import Dress
from tcma.files.rules.paper import shown

TEMPLATE = "picture.typ"
COLOURS = 200


@dataclass(frozen=True)
class Size:
    """Pixels, and the network whose size it is."""

    key: str
    name: str
    width: int
    height: int


SIZES = {
    one.key: one
    for one in (
        Size("linkedin", "LinkedIn", 1200, 627),
        Size("x", "X", 1600, 900),
        Size("facebook", "Facebook", 1200, 630),
        Size("instagram", "Instagram", 1080, 1350),
        Size("threads", "Threads", 1080, 1440),
        Size("bluesky", "Bluesky", 1200, 675),
        Size("mastodon", "Mastodon", 1200, 800),
        Size("square", N_("Square, for any network"), 1080, 1080),
        Size("story", N_("Story, and WhatsApp status"), 1080, 1920),
    )
}


def picture_png(size: Size, dress: Dress, *, title: str, drawing: str, address: str) -> bytes:
    """PNG of exactly this size. `drawing` is a file of the kit, or ''; `address` is shown without its scheme."""
    with speaking(dress.language):
        beside = gettext("With %(vendor)s", vendor=dress.vendor.name)
    data = {
        "title": title, "author": dress.brand.name, "vendor": dress.vendor.name, "beside": beside,
        "look": dress.look(), "width": size.width, "height": size.height,
        "drawing": dress.painted(drawing) if drawing else "", "address": shown(address),
    }  # fmt: skip
    drawn = Image.open(BytesIO(typeset.png(TEMPLATE, data)), formats=["PNG"]).convert("RGB")
    out = BytesIO()
    drawn.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(out, "PNG")
    return out.getvalue()
