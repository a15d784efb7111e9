"""A language on its way by machine: how far it is, what was left, and the buttons to stop it or try again."""

import hashlib
import json

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.roles import PUBLISHING
from tcma.base.tools import use
from tcma.base.words import gettext as _
from tcma.base.words import ngettext
from tcma.composing.queries import Desk, progress_of
from tcma.composing.views.blueprint import PLACE, bp, desk_at
from tcma.localization import actions
from tcma.localization import queries as localization
from tcma.localization.ports import Translator
from tcma.localization.queries import Progress
from tcma.localization.rules import ItemState, JobState, reason_words

ONE = PLACE + "<slug>/languages/<tag>"


@bp.get(ONE)
@access.roles(*PUBLISHING)
def translating(place: str, slug: str, tag: str) -> str:
    """The page of a translation; it polls, and without JavaScript it loads itself again."""
    with transaction() as session:
        found, progress = _found(session, place, slug, tag)
        items = localization.items(session, progress.job.id)
        left = [item for item in items.values() if item.state is ItemState.REFUSED]
        legal = [item for item in items.values() if item.reason == "legal"]
        return render_template(
            "composing/translating.html", where=place, slug=slug, desk=found, tag=tag, progress=progress, left=left,
            legal=legal, words=said(progress), running=progress.job.state is JobState.RUNNING,
            engine_on=bool(use(Translator).name), State=JobState, reason=reason_words,
        )  # fmt: skip


@bp.get(ONE + "/progress")
@access.roles(*PUBLISHING)
def translation_progress(place: str, slug: str, tag: str) -> Response:
    """The same as JSON with an ETag."""
    with transaction() as session:
        _desk, progress = _found(session, place, slug, tag)
        body = {
            "state": progress.job.state.value, "done": progress.done, "total": progress.total,
            "words": said(progress),
        }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False)
    answer = Response(text, mimetype="application/json")
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:20])
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request.environ)


@bp.post(ONE + "/<any(stop, again):verb>")
@access.roles(*PUBLISHING)
def change_translation(place: str, slug: str, tag: str, verb: str) -> Response:
    """Stop it, or take up again what is left."""
    with transaction() as session:
        _desk, progress = _found(session, place, slug, tag)
        if verb == "stop":
            actions.stop(session, progress.job.id)
        else:
            actions.try_again(session, progress.job.id, engine=use(Translator).name)
    return redirect(url_for("composing.translating", place=place, slug=slug, tag=tag), 303)


def _found(session: Session, place: str, slug: str, tag: str) -> tuple[Desk, Progress]:
    found = desk_at(session, place, slug)
    progress = progress_of(session, found, tag)
    if progress is None:
        raise NotFound
    return found, progress


def said(progress: Progress) -> str:
    """One line on how it stands."""
    job = progress.job
    parts = []
    if memory := progress.of("memory"):
        parts.append(ngettext("%(num)s from the memory.", "%(num)s from the memory.", memory))
    if made := progress.of("machine") + progress.of("offered"):
        parts.append(ngettext("%(num)s by machine.", "%(num)s by machine.", made))
    if refused := progress.of("refused"):
        parts.append(ngettext("%(num)s left untranslated.", "%(num)s left untranslated.", refused))
    if people := progress.of("person"):
        parts.append(ngettext("%(num)s is for people to write.", "%(num)s are for people to write.", people))
    if job.state is JobState.RUNNING and job.engine != use(Translator).name:
        parts.append(_("It waits for %(engine)s, which is not switched on here.", engine=job.engine))
    elif job.state is JobState.RUNNING and job.failures:
        parts.append(_("The engine does not answer; it is asked again in a while."))
    if job.reason:
        parts.append(reason_words(job.reason, job.detail))
    return " ".join(parts)
