"""QR codes: as inline SVG on a page, as PNG in a mail. Drawn here: no address is given to anyone else."""

import io
from typing import Any

import segno
from markupsafe import Markup

QUIET = 4  # modules of white around it: less, and phones find it slower


def qr_svg(text: str, *, name: str) -> Markup:
    """The code as SVG without a size of its own, black on white in every theme. `name` is told to screen readers.

    Level M stands a scratch or a reflection on a phone's glass.
    """
    drawn: Any = segno.make_qr(text, error="m").svg_inline(
        border=QUIET, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None,
    )  # fmt: skip
    head = Markup('<svg role="img" aria-label="{}" ').format(name)
    return head + Markup(str(drawn).strip().removeprefix("<svg "))  # segno wrote it: numbers and its own names


def qr_png(text: str, *, scale: int = 6) -> bytes:
    """The code as PNG, `scale` pixels to a module."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=scale, border=QUIET)
    return out.getvalue()
