"""A presentation's own theme in a partner's colours: whoever edits it later finds them in the palette."""

from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml

from tcma.files.rules.dress import Dress

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FONT, SERIF = "Arial", "Georgia"
"""On every machine; the first with Latin, Greek, Cyrillic, Hebrew and Arabic letters."""


def retheme(deck: Any, dress: Dress) -> None:
    """Give the deck's master the partner's colours and the letters of the kit's theme."""
    colours, look = dress.colours, dress.theme
    part = deck.slide_masters[0].part.part_related_by(RT.THEME)
    theme: Any = parse_xml(part.blob)
    wanted = {
        "dk1": look.light.text, "lt1": "#FFFFFF", "dk2": colours["brand_dark"], "lt2": colours["brand_pale"],
        "accent1": colours["brand"], "accent2": dress.ink, "accent3": colours["brand_pale"],
        "accent4": colours["brand_mid"], "accent5": colours["brand_light"], "accent6": colours["on_brand"],
        "hlink": colours["brand_ink"], "folHlink": colours["brand_ink"],
    }  # fmt: skip
    for name, colour in wanted.items():
        found = theme.find(f".//{_A}{name}")
        for old in list(found):
            found.remove(old)
        found.append(found.makeelement(f"{_A}srgbClr", {"val": colour.removeprefix("#")}))
    for kind in ("majorFont", "minorFont"):
        serif = kind == "majorFont" and look.letters == "serif"
        for script, font in (("latin", SERIF if serif else FONT), ("cs", FONT)):
            theme.find(f".//{_A}{kind}/{_A}{script}").set("typeface", font)
    part._blob = serialize_part_xml(theme)
