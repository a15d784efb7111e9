"""The words of a kit: per asset and language, beside the very mail they make."""

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import current
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.roles import PUBLISHING
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.catalogue import actions as catalogue
from tcma.catalogue.rules import Asset
from tcma.composing.queries import desk_preview, desk_problems, desk_status
from tcma.composing.rules.sheet import sheet
from tcma.composing.views.blueprint import PLACE, bp, desk_at
from tcma.localization import queries as localization

KIT = "kit"  # the part that holds the kit's own words


@bp.get(PLACE + "<slug>", endpoint="words")
@access.roles(*PUBLISHING)
def words(place: str, slug: str) -> str:
    """The sheet of one part in one language: ?part and ?lang."""
    with transaction() as session:
        return _page(session, place, slug)


@bp.post(PLACE + "<slug>")
@access.roles(*PUBLISHING)
def save(place: str, slug: str) -> Response:
    """Keep what was written in the draft; then look at it again, or check it."""
    language = request.form.get("lang", "")
    said = {name[2:]: text for name, text in request.form.items() if name.startswith("w:")}
    with transaction() as session:
        found = desk_at(session, place, slug)
        if found.draft_id is None:
            return redirect(url_for("composing.words", place=place, slug=slug), 303)
        catalogue.locked_draft(session, found.draft_id)
        said = localization.typed_words(session, found.draft_id, language, said)
        reviewed = (
            [key for key in said if f"r:{key}" in request.form] if language != found.kit.source_language else None
        )
        catalogue.change_words(
            session, found.draft_id, language=language, words=said, reviewed=reviewed,
            actor_id=current().person_id, now=clock.now(session),
        )  # fmt: skip
    if request.headers.get("X-Autosave"):
        return make_response("", 204)
    if request.form.get("do") == "check":
        return redirect(url_for("composing.check", place=place, slug=slug), 303)
    toast(_("Draft saved. Nothing that is sent has changed."))
    return redirect(
        url_for("composing.words", place=place, slug=slug, lang=language, part=request.form.get("part") or None), 303
    )


@bp.post(PLACE + "<slug>/discard")
@access.roles(*PUBLISHING)
def discard(place: str, slug: str) -> Response:
    """Throw the draft away."""
    with transaction() as session:
        found = desk_at(session, place, slug)
        if found.draft_id is not None:
            catalogue.discard(session, found.draft_id)
    toast(_("Draft thrown away. What is published stays as it is."))
    return redirect(url_for("composing.index", place=place), 303)


def _page(session: Session, place: str, slug: str) -> str:
    found = desk_at(session, place, slug)
    kit, language = found.kit, request.args.get("lang", found.kit.source_language)
    if language not in kit.languages:
        language = kit.source_language
    part = request.args.get("part", kit.assets[0].key)
    asset = kit.asset(part) if kit.has(part) else None
    mail, refusal = None, None
    if asset is not None and asset.kind == "email":
        try:
            mail = desk_preview(found, asset.key, language)
        except Refusal as caught:
            refusal = caught
    problems = [
        one for one in desk_problems(session, found)
        if one.language == ("" if language == kit.source_language else language)
    ]  # fmt: skip
    return render_template(
        "composing/words.html", where=place, slug=slug, desk=found, kit=kit, language=language,
        part=part if asset else KIT, groups=sheet(kit, found.copy, asset, language), title=kit.title, mail=mail,
        refusal=refusal, wrong_words={one.place: f"{one.message} {one.fix}" for one in problems},
        tongues=[(tag, desk_status(found, tag).state) for tag in kit.languages], shown=_shown(asset, kit.assets),
        scheme=request.args.get("scheme", "light"), width=request.args.get("w", "600"),
    )  # fmt: skip


def _shown(asset: Asset | None, assets: tuple[Asset, ...]) -> Asset | None:
    """What the preview shows: the part itself, or the first mail beside the kit's own words."""
    if asset is not None and asset.kind in ("email", "page", "social"):
        return asset
    return next((one for one in assets if one.kind == "email"), None)
