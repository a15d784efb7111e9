"""What goes out and what people see, looked at before."""

from uuid import UUID

from flask import Response, render_template, request

from tcma.base import access
from tcma.base.access import Actor, current
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import csp_nonce, preview_response
from tcma.base.words import language, language_name
from tcma.composing.rules.sample import in_scheme
from tcma.events.models import Event
from tcma.events.queries.events import brand_in, event_of, kit_in
from tcma.events.queries.preview import mail_preview, page_preview, posts_preview
from tcma.events.views.blueprint import HOSTS, bp


@bp.get("/events/<uuid:event_id>/see/<asset_key>")
@access.roles(*HOSTS)
def see(event_id: UUID, asset_key: str) -> str:
    """One mail, page or set of posts in its frame: ?lang, ?w=375, ?scheme=dark or text."""
    with transaction() as session:
        found = event_of(session, current().partner, event_id)
        tag = _language(found)
        kit = kit_in(session, found, language())
        if not kit.has(asset_key):
            raise NotFound
        parts = [kit.asset(step.asset) for step in kit.steps] + [a for k in ("page", "social") for a in kit.of_kind(k)]
        shown = None
        if kit.asset(asset_key).kind == "email":
            shown = mail_preview(session, found, asset_key=asset_key, language=tag, person=_reader(current()))
        return render_template(
            "events/see.html", event=found, title=kit.title, part=kit.asset(asset_key), parts=parts, tag=tag,
            mail=shown, scheme=request.args.get("scheme", "light"), width=request.args.get("w", ""),
            language_name=language_name,
        )  # fmt: skip


@bp.get("/events/<uuid:event_id>/part/<asset_key>")
@access.roles(*HOSTS)
def part(event_id: UUID, asset_key: str) -> Response:
    """The document in the frame."""
    scheme, actor = request.args.get("scheme", ""), current()
    with transaction() as session:
        found = event_of(session, actor.partner, event_id)
        tag = _language(found)
        kit = kit_in(session, found, tag)
        kind = kit.asset(asset_key).kind if kit.has(asset_key) else ""
        if kind == "email":
            here = f"{use(Settings).public_url}/…" if scheme == "text" else "#"
            mail = mail_preview(
                session, found, asset_key=asset_key, language=tag, person=_reader(actor), here=here
            )
            if scheme == "text":
                return preview_response(render_template("launches/plain.html", text=mail.text, language=tag))
            return preview_response(in_scheme(mail.html, scheme))
        if kind == "page":
            html = page_preview(session, found, asset_key=asset_key, language=tag, nonce=csp_nonce())
            return preview_response(in_scheme(html, scheme))
        if kind != "social":
            raise NotFound
        posts = posts_preview(session, found, asset_key=asset_key, language=tag)
        brand = brand_in(session, found)
    html = render_template("composing/posts.html", posts=posts, brand=brand, language=tag)
    return preview_response(in_scheme(html, scheme))


def _language(found: Event) -> str:
    wanted = request.args.get("lang", "")
    return wanted if wanted in found.languages else str(found.languages[0])


def _reader(actor: Actor) -> dict[str, str]:
    """Who looks stands for who will read."""
    first, _, last = actor.name.partition(" ")
    return {"first_name": first, "last_name": last, "company": ""}
