"""The document in the preview frame."""

from flask import Response, render_template, request

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.roles import PUBLISHING
from tcma.base.web import csp_nonce, preview_response
from tcma.composing.queries import desk_page, desk_posts, desk_preview
from tcma.composing.rules import FormState, render_page
from tcma.composing.rules.sample import in_scheme
from tcma.composing.views.blueprint import PLACE, bp, desk_at


@bp.get(PLACE + "<slug>/part/<key>")
@access.roles(*PUBLISHING)
def part(place: str, slug: str, key: str) -> Response:
    """A mail, page or set of posts in the sample brand: ?lang, ?scheme=dark, ?text=1 for the plain-text part."""
    scheme = request.args.get("scheme", "")
    with transaction() as session:
        found = desk_at(session, place, slug)
    language = request.args.get("lang", found.kit.source_language)
    if language not in found.kit.languages or not found.kit.has(key):
        raise NotFound
    kind = found.kit.asset(key).kind
    if kind == "email":
        mail = desk_preview(found, key, language)
        if request.args.get("text"):
            return Response(mail.text, content_type="text/plain; charset=utf-8")
        return preview_response(in_scheme(mail.html, scheme))
    if kind == "page":
        page = desk_page(found, key, language)
        return preview_response(in_scheme(render_page(page, FormState(), nonce=csp_nonce()), scheme))
    if kind != "social":
        raise NotFound
    shown = desk_posts(found, key, language)
    html = render_template("composing/posts.html", posts=shown, brand=found.brand, language=language)
    return preview_response(in_scheme(html, scheme))
