"""Security headers: a nonce per request, no inline styles or scripts without it, and mail previews apart."""

import gzip
import io
import secrets
from collections.abc import Collection

from flask import Flask, Response, g, has_request_context, request

PREVIEW = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    # Same origin, so that the page around it can measure it: without allow-scripts nothing in it can act.
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-same-origin"
)
_ZIPPED = ("text/html", "application/json", "text/plain", "image/svg+xml", "text/csv")


def csp_nonce() -> str:
    """This request's nonce; made when first asked for."""
    if not has_request_context():
        return ""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def key_in_address(response: Response) -> Response:
    """For a page whose address is the key to it: no other site and no search engine learns it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def frame_for(addresses: Collection[str]) -> None:
    """Let this answer stand in a frame on the pages of these addresses (`https://partner.example`), and no others."""
    g.framed_by = tuple(addresses)


def page_policy(nonce: str, framed_by: Collection[str] = ()) -> str:
    """What a page may load: our own bundle, and inline styles and scripts only with the nonce."""
    ancestors = " ".join(framed_by) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            f"frame-ancestors {ancestors}",
            "base-uri 'none'",
        )
    )


def preview_response(html: str) -> Response:
    """The document a preview frame shows: mail HTML with its inline styles, no script, in a sandbox."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = PREVIEW
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _protect(response: Response, secure: bool) -> None:
    headers = response.headers
    framed_by: Collection[str] = g.get("framed_by", ())
    headers.setdefault("Content-Security-Policy", page_policy(csp_nonce(), framed_by))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    if not framed_by:  # the older header knows no addresses; where both stand, browsers obey the policy
        headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()")
    if secure:
        headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"


def _compress(response: Response) -> None:
    """Gzip with a random-length file name in its header, so that the length tells nothing (BREACH)."""
    if (
        response.mimetype not in _ZIPPED
        or response.is_streamed
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or request.accept_encodings.quality("gzip") <= 0
    ):
        return
    body = response.get_data()
    if len(body) < 800:
        return
    packed = io.BytesIO()
    with gzip.GzipFile("a" * secrets.randbelow(100), "wb", 6, packed, mtime=0) as zipped:
        zipped.write(body)
    response.set_data(packed.getvalue())
    response.headers["Content-Encoding"] = "gzip"
    response.headers.add("Vary", "Accept-Encoding")


def init_headers(app: Flask, *, secure: bool) -> None:
    """Give every answer of `app` the headers; `secure` adds HSTS."""

    @app.after_request
    def _finish(response: Response) -> Response:
        _protect(response, secure)
        _compress(response)
        return response
