"""Source and translation side by side: approve, edit, keep for later."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import current
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.roles import PUBLISHING
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.base.words import ngettext
from tcma.catalogue.queries import Draft
from tcma.composing import queries
from tcma.composing.queries import Desk
from tcma.composing.queries.reviews import ALL, LATER, OPEN, fingerprint
from tcma.composing.views.blueprint import PLACE, bp, desk_at, draft_at
from tcma.localization import actions
from tcma.localization import queries as localization
from tcma.localization.rules import legal_keys, reason_words

ONE = PLACE + "<slug>/review/<tag>"


@bp.get(ONE)
@access.roles(*PUBLISHING)
def review(place: str, slug: str, tag: str) -> Response | str:
    """One part of a language: ?part, ?show=open, later or all."""
    show = request.args.get("show", OPEN)
    with transaction() as session:
        found = _desk(session, place, slug, tag)
        if found.draft_id is None:
            return redirect(url_for("composing.languages", place=place, slug=slug), 303)
        seen = queries.review(
            session, found, tag, part=request.args.get("part"), show=show if show in (OPEN, LATER, ALL) else OPEN
        )
        return render_template(
            "composing/review.html", where=place, slug=slug, desk=found, tag=tag, review=seen, reason=reason_words,
            status=queries.desk_status(found, tag), progress=queries.progress_of(session, found, tag),
        )  # fmt: skip


@bp.post(ONE)
@access.roles(*PUBLISHING)
def keep_review(place: str, slug: str, tag: str) -> Response:
    """Keep what was written, then do what the button says: approve:KEY, later:KEY, near:KEY ..., all, or nothing."""
    verb, _colon, key = request.form.get("do", "save").partition(":")
    said = {name[2:]: text.replace("\r\n", "\n") for name, text in request.form.items() if name.startswith("w:")}
    order = list(said)
    with transaction() as session:
        _desk(session, place, slug, tag)
        draft_id = draft_at(session, place, slug)
        told = _do(session, draft_id, tag, said, verb, key)
    if told:
        toast(told)
    after = order[order.index(key) + 1] if key in order and key != order[-1] else ""
    # On the list of what is open, an approved text is gone, and the next one stands at its place.
    stay = key if verb in ("near", "offer", "back") else after
    here = url_for(
        "composing.review", place=place, slug=slug, tag=tag, part=request.form.get("part") or None,
        show=request.form.get("show") or None, _anchor=f"s-{stay.replace('.', '-')}" if stay else None,
    )  # fmt: skip
    return redirect(here, 303)


def _do(session: Session, draft_id: UUID, tag: str, said: dict[str, str], verb: str, key: str) -> str:
    """What to tell the person."""
    who, now = current().person_id, clock.now(session)
    # What the page showed and nobody touched is not sent back: a colleague may have written there meanwhile.
    typed = {one: text for one, text in said.items() if request.form.get(f"h:{one}") != fingerprint(text)}
    draft = actions.save_words(session, draft_id, language=tag, words=typed, actor_id=who, now=now)
    same = {one for one, text in said.items() if one in typed or _now(draft, tag, one) == fingerprint(text)}
    match verb:
        case "approve" if key not in same:
            return _("Somebody changed this text meanwhile. Read it again.")
        case "approve":
            done = actions.approve(session, draft_id, language=tag, keys=[key], actor_id=who, now=now)
            return _("Approved.") if done.approved else _("Not approved: mend what is marked red first.")
        case "all":
            legal = legal_keys(draft.kit)
            keys = [one for one in said if one in same and one not in legal]
            return _told(actions.approve(session, draft_id, language=tag, keys=keys, actor_id=who, now=now))
        case "back":
            actions.take_back(session, draft_id, language=tag, key=key, actor_id=who, now=now)
            return _("It needs a review again.")
        case "later" | "open":
            actions.put_aside(session, draft_id, language=tag, key=key, later=verb == "later")
            return _("Kept for later.") if verb == "later" else ""
        case "near" | "offer":
            job = localization.job_of(session, draft_id, tag)
            item = localization.items(session, job.id).get(key) if job else None
            if item is None:
                raise NotFound
            words = {key: item.near_text if verb == "near" else item.text}
            actions.save_words(session, draft_id, language=tag, words=words, actor_id=who, now=now)
            return _("Taken over. Read it, then approve it.")
    return _("Saved.")


def _now(draft: Draft, tag: str, key: str) -> str:
    segment = draft.copy.get(tag, {}).get(key)
    return fingerprint(segment.text if segment else "")


def _told(done: actions.Reviewed) -> str:
    told = [ngettext("%(num)s text approved.", "%(num)s texts approved.", len(done.approved))]
    if done.held:
        told.append(
            ngettext("%(num)s is empty or marked red and stays open.",
                     "%(num)s are empty or marked red and stay open.", len(done.held))
        )  # fmt: skip
    return " ".join(told)


def _desk(session: Session, place: str, slug: str, tag: str) -> Desk:
    found = desk_at(session, place, slug)
    if tag not in found.kit.languages or tag == found.kit.source_language:
        raise NotFound
    return found

