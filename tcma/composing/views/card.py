"""The pictures that networks show with our pages."""

import re

from flask import Response

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.composing.actions import draw_card
from tcma.composing.views.blueprint import bp

KEY = re.compile(r"[0-9a-f]{40}")


@bp.get("/media/card/<key>.png")
@access.public
@access.hosted
def card(key: str) -> Response:
    """A card by the hash of its content: drawn when first asked for, the same for ever."""
    if not KEY.fullmatch(key):
        raise NotFound
    with transaction() as session:
        body = draw_card(session, use(Storage), key)
    response = Response(body, mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # networks show it on their own pages
    return response
