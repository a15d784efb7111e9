"""Pictures for mails and pages: public, cacheable for ever, unable to do anything but be seen."""

import re

from flask import Response

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.branding import queries
from tcma.branding.actions import storage_key
from tcma.branding.rules import palette
from tcma.branding.rules.drawing import drawing_png
from tcma.branding.views.blueprint import bp
from tcma.catalogue import queries as catalogue
from tcma.catalogue.rules import paint

LOGO = re.compile(r"[0-9a-f]{32}-\d{1,5}x\d{1,5}\.png")  # as `keep_logo` names them
_SANDBOX = "default-src 'none'; sandbox"


@bp.get("/media/logo/<name>")
@access.public
@access.hosted
def logo(name: str) -> Response:
    """A logo by its random name."""
    body = use(Storage).get(storage_key(name)) if LOGO.fullmatch(name) else None
    if body is None:
        raise NotFound
    return _picture(body)


@bp.get("/media/kit/<token>.png")
@access.public
@access.hosted
def kit_picture(token: str) -> Response:
    """A kit's drawing in a partner's colour; the signed token is its name in storage too."""
    version_id, name, colour = queries.read_kit_picture(token)
    storage, key = use(Storage), f"drawing/{version_id}-{colour[1:]}-{name}.png"
    body = storage.get(key)
    if body is None:
        with transaction() as session:
            svg = catalogue.media(session, version_id, name)
        body = drawing_png(paint(svg, palette(colour)))
        storage.put(key, body)
    return _picture(body)


def _picture(body: bytes) -> Response:
    response = Response(body, mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # webmail shows it on its own pages
    return response
