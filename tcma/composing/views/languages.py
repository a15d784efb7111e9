"""The languages of a kit: how far each is, and another one."""

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import current
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.roles import PUBLISHING
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.base.words import language as reading
from tcma.base.words import language_name
from tcma.catalogue import actions as catalogue
from tcma.composing.queries import tongues
from tcma.composing.views.blueprint import PLACE, bp, desk_at, draft_at
from tcma.localization import actions
from tcma.localization.ports import Translator
from tcma.localization.rules import JobState, offered
from tcma.localization.rules.tongues import checked_target


@bp.get(PLACE + "<slug>/languages")
@access.roles(*PUBLISHING)
def languages(place: str, slug: str) -> str:
    """What is approved, what waits, what is missing; and a form for one more."""
    with transaction() as session:
        return _page(session, place, slug)


@bp.post(PLACE + "<slug>/languages")
@access.roles(*PUBLISHING)
def add_language(place: str, slug: str) -> Response:
    """Begin a language: by machine, or empty for people to write. A draft is begun where there is none."""
    wanted = request.form.get("code", "").strip() or request.form.get("language", "")
    try:
        with transaction() as session:
            tag = _begin(session, place, slug, wanted, by_machine=request.form.get("do") != "empty")
    except Refusal as refusal:
        with transaction() as session:
            return Response(_page(session, place, slug, refusal), refusal.status, mimetype="text/html")
    if request.form.get("do") == "empty":
        return redirect(url_for("composing.review", place=place, slug=slug, tag=tag), 303)
    return redirect(url_for("composing.translating", place=place, slug=slug, tag=tag), 303)


def _begin(session: Session, place: str, slug: str, wanted: str, *, by_machine: bool) -> str:
    draft_id, now = draft_at(session, place, slug), clock.now(session)
    if by_machine:
        job = actions.begin(
            session, draft_id, language=wanted, engine=use(Translator).name, actor_id=current().person_id, now=now
        )
        return job.language
    tag = checked_target(desk_at(session, place, slug).kit, wanted)
    catalogue.add_language(session, draft_id, tag, actor_id=current().person_id, now=now)
    return tag


@bp.post(PLACE + "<slug>/languages/<tag>/drop")
@access.roles(*PUBLISHING)
def drop_language(place: str, slug: str, tag: str) -> Response:
    """Take a language and its words out of the draft. What is published keeps it until the next publishing."""
    with transaction() as session:
        catalogue.drop_language(
            session, draft_at(session, place, slug), tag, actor_id=current().person_id, now=clock.now(session)
        )
    toast(_("%(language)s is out of the draft.", language=language_name(tag, reading())))
    return redirect(url_for("composing.languages", place=place, slug=slug), 303)


def _page(session: Session, place: str, slug: str, refusal: Refusal | None = None) -> str:
    found = desk_at(session, place, slug)
    choices = sorted((language_name(tag, reading()), tag) for tag in offered(found.kit))
    return render_template(
        "composing/languages.html", where=place, slug=slug, desk=found, tongues=tongues(session, found),
        choices=[(tag, name) for name, tag in choices], engine=use(Translator).name, refusal=refusal,
        typed=request.form, running=JobState.RUNNING,
    )  # fmt: skip
