"""What is new in a newer version of a kit: old and new words side by side, before a draft moves on to it."""

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import all_media, kit_content
from tcma.catalogue.rules import Kit, made_anew, with_words
from tcma.composing.rules.changes import changes
from tcma.launches import actions
from tcma.launches.queries.desk import Desk, desk
from tcma.launches.views.blueprint import bp
from tcma.launches.views.kit import language_shown
from tcma.launches.views.wording import aside_words, moved_words
from tcma.localization.queries import words


@bp.get("/launch/<slug>/newer")
@access.roles(*PARTNER_MARKETING)
def newer(slug: str) -> str:
    """Every difference, part by part, in one of the languages."""
    with transaction() as session:
        found = desk(session, actor=current(), slug=slug)
        if found.draft is None or found.newer is None:
            raise NotFound
        tag = language_shown(found, request.args.get("lang", ""))
        old, new = _spoken(session, found.version, tag), _spoken(session, found.newer, tag)
        aside = actions.carried(session, found.newer, found.draft)[1]
        return render_template(
            "launches/newer.html", desk=found, slug=slug, tag=tag, title=new.title,
            changes=changes(old, new, found.own_words(tag), anew=_anew(session, found.version, found.newer)),
            aside=aside_words(new, aside),
            steps=old.steps != new.steps,
        )  # fmt: skip


@bp.post("/launch/<slug>/newer")
@access.roles(*PARTNER_MARKETING)
def take_newer(slug: str) -> Response:
    """Move the draft on."""
    with transaction() as session:
        found = _locked(session, slug)
        if found.draft is None:
            raise NotFound
        if found.newer is not None:
            dropped = actions.take_newer(session, launch=found.draft, version=found.newer, now=clock.now(session))
            toast(gettext(moved_words(dropped)))
    return redirect(url_for("launches.open_kit", slug=slug), 303)


def _locked(session: Session, slug: str) -> Desk:
    kit_id = desk(session, actor=current(), slug=slug).version.kit_id
    actions.lock_kit(session, partner_id=current().partner, kit_id=kit_id)
    return desk(session, actor=current(), slug=slug)


def _anew(session: Session, before: KitVersion, after: KitVersion) -> set[str]:
    return made_anew(all_media(session, before.id), all_media(session, after.id))


def _spoken(session: Session, version: KitVersion, tag: str) -> Kit:
    return with_words(kit_content(version), words(session, version.id, tag))

