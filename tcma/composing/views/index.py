"""All kits of one kind, and a new one from any of them."""

from contextlib import suppress

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import current
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.roles import PUBLISHING
from tcma.catalogue import actions as catalogue
from tcma.catalogue import queries as kits
from tcma.composing import queries
from tcma.composing.views.blueprint import KINDS, PLACE, bp
from tcma.localization import queries as localization


@bp.get("/hq/campaigns", defaults={"place": "campaigns"})
@bp.get("/hq/kits", defaults={"place": "kits"})
@access.roles(*PUBLISHING)
def index(place: str) -> str:
    """Published kits, and the drafts of them."""
    with transaction() as session:
        return _page(session, place)


@bp.post(PLACE + "new")
@access.roles(*PUBLISHING)
def new(place: str) -> Response:
    """A draft of a new kit, made from one that is published."""
    title = request.form.get("title", "")
    try:
        with transaction() as session:
            version = kits.latest(session, request.form.get("from", ""))
            draft = catalogue.start_draft(
                session, version=version, copy=localization.copy_of(session, version.id), title=title or " ",
                actor_id=current().person_id, now=clock.now(session),
            )  # fmt: skip
    except Refusal as refusal:
        with transaction() as session:
            return Response(_page(session, place, title, refusal), refusal.status, mimetype="text/html")
    return redirect(url_for("composing.words", place=place, slug=draft.kit.slug), 303)


@bp.post(PLACE + "<slug>/change")
@access.roles(*PUBLISHING)
def change(place: str, slug: str) -> Response:
    """A draft of the next version of a kit, or the one that is there already."""
    with suppress(catalogue.DraftExists), transaction() as session:  # a draft that exists is opened
        version = kits.latest(session, slug)
        catalogue.start_draft(
            session, version=version, copy=localization.copy_of(session, version.id),
            actor_id=current().person_id, now=clock.now(session),
        )  # fmt: skip
    if tag := request.form.get("review", ""):
        return redirect(url_for("composing.review", place=place, slug=slug, tag=tag), 303)
    return redirect(url_for("composing.words", place=place, slug=slug), 303)


def _page(session: Session, place: str, title: str = "", refusal: Refusal | None = None) -> str:
    published = kits.kits(session, kind=KINDS[place], retired=True)
    return render_template(
        "composing/index.html", where=place, title=title, refusal=refusal, chosen=request.form.get("from", ""),
        kits=[(one, localization.languages(session, one.version.id)) for one in published],
        drafts=queries.draft_rows(session, KINDS[place]), published={one.slug: one.version.number for one in published},
    )  # fmt: skip
