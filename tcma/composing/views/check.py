"""Check a draft: the kit's own rules, then nine checks of every mail in every language; and publish it."""

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import current
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Refusal
from tcma.base.roles import PUBLISHING
from tcma.base.web import toast
from tcma.base.words import N_, ngettext
from tcma.catalogue import actions as catalogue
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import all_media, kit_content, live_version
from tcma.catalogue.rules import made_anew, with_words
from tcma.composing.queries import Desk, desk_problems, partner_count, rendered_checks, text_counts
from tcma.composing.rules.changes import Part, changes
from tcma.composing.rules.matrix import matrix, publishable
from tcma.composing.views.blueprint import PLACE, bp, desk_at
from tcma.localization.actions import publish_draft
from tcma.localization.queries import words


@bp.get(PLACE + "<slug>/check", endpoint="check")
@access.roles(*PUBLISHING)
def check(place: str, slug: str) -> str:
    """What holds, what doesn't, and where to mend it."""
    with transaction() as session:
        return _page(session, place, slug)


@bp.post(PLACE + "<slug>/publish")
@access.roles(*PUBLISHING)
def publish(place: str, slug: str) -> Answer:
    """A new version for every partner. What they have scheduled keeps the version it began with."""
    try:
        with transaction() as session:
            number, partners = _publish(session, place, slug)
    except catalogue.NotPublishable:
        return _again(place, slug, 422)
    except Refusal as refusal:
        return _again(place, slug, refusal.status, refusal)
    toast(
        ngettext(
            "Published: version %(number)s is with %(num)s partner.",
            "Published: version %(number)s is with %(num)s partners.",
            partners, number=number,
        )
    )  # fmt: skip
    return redirect(url_for("composing.index", place=place), 303)


def _publish(session: Session, place: str, slug: str) -> tuple[int, int]:
    """(number of the version, how many partners have it now)."""
    found = desk_at(session, place, slug)
    if found.draft_id is None:
        raise NotFound
    problems = desk_problems(session, found)
    if problems:
        raise catalogue.NotPublishable(problems)
    if not publishable(matrix(rendered_checks(found), found.kit.languages)):
        raise Refusal(N_("A check fails. Mend the red lines first."))
    version = publish_draft(
        session, draft_id=found.draft_id, actor_id=current().person_id, now=clock.now(session),
        mandatory=request.form.get("mandatory", ""),
    )  # fmt: skip
    return version.number, partner_count(session)


def _again(place: str, slug: str, status: int, refusal: Refusal | None = None) -> Answer:
    with transaction() as session:
        return Response(_page(session, place, slug, refusal), status)


def _changes(session: Session, found: Desk, live: KitVersion, tag: str) -> list[Part]:
    """What partners would find changed, in one language of the draft; source words where it has none."""
    before = with_words(kit_content(live), words(session, live.id, tag))
    anew = made_anew(all_media(session, live.id), found.media)
    return changes(before, with_words(found.kit, found.words(tag)), anew=anew)


def _page(session: Session, place: str, slug: str, refusal: Refusal | None = None) -> str:
    found = desk_at(session, place, slug)
    if found.draft_id is None:
        raise NotFound
    blocking = desk_problems(session, found)
    rows = [] if blocking else matrix(rendered_checks(found), found.kit.languages)
    live = live_version(session, slug)
    tag = request.args.get("lang", found.kit.source_language)
    tag = tag if tag in found.kit.languages else found.kit.source_language
    return render_template(
        "composing/check.html", where=place, slug=slug, desk=found, refusal=refusal, blocking=blocking,
        tongues=[(tag, *text_counts(found, tag)) for tag in found.kit.languages], rows=rows,
        partners=partner_count(session),
        ready=not blocking and publishable(rows) and (refusal is None or isinstance(refusal, catalogue.NotKept)),
        live=live, tag=tag, changes=_changes(session, found, live, tag) if live else [],
        why=request.form.get("mandatory", ""),
    )  # fmt: skip
