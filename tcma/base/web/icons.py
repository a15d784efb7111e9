"""Lucide icons from the installed package, as one sprite that holds only what the page uses."""

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from flask import g, has_request_context
from markupsafe import Markup, escape

_HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="hatchline" d="M0 0v6" stroke-width="4"/></pattern>'
)


@cache
def _zip() -> ZipFile:
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))


@cache
def drawing(name: str) -> str:
    """The shapes inside a lucide icon; a KeyError for a name that lucide does not have."""
    svg = _zip().read(f"{name}.svg").decode()
    inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    return re.sub(r"\s+", " ", inner).replace(" />", "/>").replace("> <", "><").strip()


def _used() -> set[str]:
    if not has_request_context():
        return set()
    if "icons" not in g:
        g.icons = set()
    found: set[str] = g.icons
    return found


def icon(name: str, cls: str = "") -> Markup:
    """A decorative icon; words beside it say what it means. `flip` in `cls` mirrors it right to left."""
    drawing(name)
    _used().add(name)
    classes = f"ico {cls}".strip()
    return Markup('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(classes, name)


def sprite() -> Markup:
    """The symbols of the icons used so far in this request, and the hatch for what is unknown."""
    symbols = "".join(
        f'<symbol id="i-{escape(name)}" viewBox="0 0 24 24">{drawing(name)}</symbol>' for name in sorted(_used())
    )
    return Markup(f'<svg class="sprite" aria-hidden="true"><defs>{_HATCH}{symbols}</defs></svg>')  # ours and lucide's
