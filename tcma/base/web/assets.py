"""One stylesheet and one script for all pages, and a pair for the door, served under hashed names for ever."""

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Response, request

from tcma.base.errors import NotFound

STATIC = Path(__file__).resolve().parents[2] / "static"
# The order is part of the design: layers decide between files, the order decides inside a layer.
STYLES = (
    "tokens", "reset", "base", "layout", "vendor", "phone", "buttons", "cards", "kpis", "campaigns",
    "progress", "forms", "launch", "share", "files", "review", "tables", "charts", "overlays", "forced", "utilities",
)  # fmt: skip
SCRIPTS = (
    "core", "forms", "toast", "busy", "colour", "live", "frame", "autosave", "preview", "progress", "countdown", "drop",
    "menu", "share", "start",
)  # fmt: skip
# What only the door and the ticket need: every other page goes without.
DOOR_STYLES = ("door",)
DOOR_SCRIPTS = ("door-phone", "door-server", "door-scan", "door")
YEAR = 31_536_000


@dataclass(frozen=True)
class Asset:
    """One bundle: its hashed name, its type and its bytes, plain and compressed."""

    name: str
    mimetype: str
    body: bytes
    packed: bytes


def _plain_css(text: str) -> str:
    """Without comments and indentation; nothing that a reader of the source would miss."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _plain_js(text: str) -> str:
    """One module scope for all files: their imports of each other go, their exports become plain names."""
    lines = [line for line in text.splitlines() if not line.startswith(("import ", "//"))]
    return "\n".join(line.removeprefix("export ").strip() for line in lines if line.strip())


def _asset(stem: str, suffix: str, mimetype: str, parts: Iterable[str]) -> Asset:
    body = "\n".join(parts).encode()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"{stem}.{digest}.{suffix}", mimetype, body, gzip.compress(body, 9, mtime=0))


BUNDLES = {
    "css": ("app", STYLES), "js": ("app", SCRIPTS),
    "door.css": ("door", DOOR_STYLES), "door.js": ("door", DOOR_SCRIPTS),
}  # fmt: skip


@cache
def bundle(kind: str) -> Asset:
    """A stylesheet ("css", "door.css") or a script ("js", "door.js")."""
    stem, names = BUNDLES[kind]
    if kind.endswith("css"):
        styles = (_plain_css((STATIC / "css" / f"{name}.css").read_text("utf-8")) for name in names)
        return _asset(stem, "css", "text/css; charset=utf-8", styles)
    scripts = (_plain_js((STATIC / "js" / f"{name}.js").read_text("utf-8")) for name in names)
    return _asset(stem, "js", "text/javascript; charset=utf-8", scripts)


def serve(name: str) -> Response:
    """A bundle by its hashed name; a name of another build is not there."""
    asset = next((found for found in map(bundle, BUNDLES) if found.name == name), None)
    if asset is None:
        raise NotFound
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if packed else asset.body, content_type=asset.mimetype)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
