"""Clicks that lead nowhere, in words; and the routes of clicks, for whoever runs the application without its front."""

from flask import Response, make_response, render_template, request

from tcma.base import access
from tcma.tracking.views.blueprint import bp
from tcma.tracking.views.clicks import onward


@bp.get("/r/<token>")
@access.public
@access.hosted
def follow(token: str) -> Response:
    """302 to where a mail's link leads."""
    return _followed(shared=False)


@bp.get("/s/<code>")
@access.public
@access.hosted
def follow_shared(code: str) -> Response:
    """The same for a link in a post. Programs that look at it for a network get the page, and don't count."""
    return _followed(shared=True)


def _followed(*, shared: bool) -> Response:
    headers = onward(request.environ)
    return Response(status=302, headers=headers) if headers is not None else _gone(shared)


def _gone(shared: bool) -> Response:
    """One page, by one path: the token is forged, foreign, cut or of a retired key, or the link is no more."""
    response = make_response(render_template("tracking/gone.html", shared=shared), 404)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
