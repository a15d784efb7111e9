"""The document in the preview frame."""

from flask import Response, render_template, request

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import csp_nonce, preview_response
from tcma.composing.rules.sample import in_scheme
from tcma.launches.queries.desk import desk
from tcma.launches.queries.preview import mail_preview, page_preview, posts_preview, sample_person
from tcma.launches.views.blueprint import bp
from tcma.launches.views.kit import language_shown


@bp.get("/launch/<slug>/part/<asset_key>")
@access.roles(*PARTNER_MARKETING)
def part(slug: str, asset_key: str) -> Response:
    """A mail, page or set of posts as it will be: ?lang, ?scheme=dark, ?scheme=text for a mail's plain-text part,
    ?variant of a page."""
    actor, scheme = current(), request.args.get("scheme", "")
    with transaction() as session:
        found = desk(session, actor=actor, slug=slug, wanted=request.args.get("list", ""))
        if asset_key not in {one.key for one in found.parts}:
            raise NotFound
        tag = language_shown(found, request.args.get("lang", ""))
        kind = found.kit.asset(asset_key).kind
        if kind == "email":
            person = sample_person(session, found, name=actor.name, language=tag, now=clock.now(session))
            if scheme == "text":
                link = f"{use(Settings).public_url}/…"
                shown = mail_preview(session, found, asset_key=asset_key, language=tag, person=person, here=link)
                return preview_response(render_template("launches/plain.html", text=shown.mail.text, language=tag))
            shown = mail_preview(session, found, asset_key=asset_key, language=tag, person=person)
            return preview_response(in_scheme(shown.mail.html, scheme))
        if kind == "page":
            html = page_preview(session, found, asset_key=asset_key, language=tag, nonce=csp_nonce(),
                                variant=request.args.get("variant", ""))  # fmt: skip
            return preview_response(in_scheme(html, scheme))
        posts = posts_preview(session, found, asset_key=asset_key, language=tag)
    html = render_template("composing/posts.html", posts=posts, brand=found.brand, language=tag)
    return preview_response(in_scheme(html, scheme))
