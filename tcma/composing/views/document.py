"""Documents that a form hands out, by a signed link that works for an hour."""

from flask import Response

from tcma.base import access, clock, tokens
from tcma.base.db import transaction
from tcma.base.errors import Gone, NotFound
from tcma.base.words import N_
from tcma.catalogue.queries import media
from tcma.composing.rules.handing import FILE, handed
from tcma.composing.views.blueprint import bp


@bp.get("/media/file/<token>")
@access.public
@access.hosted
def document(token: str) -> Response:
    """The PDF. No search engine keeps it, and no cache: it is for who asked."""
    asked = handed(tokens.read(FILE, token))
    if asked is None:
        raise NotFound
    with transaction() as session:
        if clock.now(session).timestamp() > asked.until:
            raise Gone(N_("This link worked for an hour. Go back to the page and send the form again."))
        body = media(session, asked.version_id, asked.name)
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
