"""The launch page: opens filled in, and two clicks from home it is scheduled."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import render_template, request
from sqlalchemy.orm import Session

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Actor, Role, current
from tcma.base.db import new_id, transaction
from tcma.base.errors import Refusal
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import format_number, format_time, gettext, language, zone_name
from tcma.branding.rules import TEXT, contrast
from tcma.catalogue.rules import CAMPAIGN, EVENT, Asset, Kit, seen_by, with_words
from tcma.composing.queries import traits_of
from tcma.composing.rules import Check, Mail, NoAddress, Region, regions
from tcma.launches.forms import places_of, typed_words
from tcma.launches.queries.cards import cards
from tcma.launches.queries.desk import Desk, audience_of, desk
from tcma.launches.queries.preview import mail_preview, sample_person
from tcma.launches.queries.runs import launches_of
from tcma.launches.rules import RETIRED, Wish, best_time, sender_name
from tcma.launches.views import timing, wording
from tcma.launches.views.blueprint import bp
from tcma.localization.queries import words


@bp.get("/launch")
@access.roles(*PARTNER_MARKETING, Role.EVENT_HOST)
def index() -> str:
    """Everything a partner may run, in its own brand: campaigns and event kits, or ?kind=email or event."""
    actor = current()
    markets = actor.role in PARTNER_MARKETING
    kind = {"email": CAMPAIGN, "event": EVENT}.get(request.args.get("kind", "")) if markets else EVENT
    with transaction() as session:
        found = cards(session, actor.partner, language(), now=clock.now(session), kind=kind)
        return render_template("launches/index.html", cards=found, kind=kind, markets=markets)


@bp.get("/launch/<slug>")
@access.roles(*PARTNER_MARKETING)
def open_kit(slug: str) -> str:
    """The launch page."""
    with transaction() as session:
        return page(session, current(), slug)


@dataclass(frozen=True)
class Shown:
    """What is looked at: one part of the kit in one language. `mail` is None for pages, posts, and without address."""

    tag: str
    kit: Kit
    part: Asset
    mail: Mail | None
    checks: list[Check]


def page(
    session: Session, actor: Actor, slug: str, *, problem: Refusal | None = None, wish: Wish | None = None
) -> str:
    """The whole page. After a refusal, with its words, and with what was sent (`wish`) as it was."""
    now, hold = clock.now(session), use(Settings).hold_seconds
    found = desk(session, actor=actor, slug=slug, wish=wish, wanted=request.values.get("list", ""))
    tag = language_shown(found, request.values.get("lang", ""))
    shown, missing = _shown(session, found, actor, tag)
    problem = problem or missing
    start = found.start(now, timedelta(seconds=hold))
    people = audience_of(session, found, now, start)
    tz = found.partner.timezone
    return render_template(
        "launches/kit.html",
        desk=found, slug=slug, tag=tag, part=shown.part, mail=shown.mail, checks=shown.checks, title=shown.kit.title,
        regions=_places(session, shown, actor.partner),
        own={**found.own_words(tag), **(typed_words(request.form) if wish or problem else {})},
        retired=gettext(RETIRED, vendor=found.vendor.name) if found.retired else "",
        aside=wording.aside_words(found.kit, found.draft.set_aside if found.draft else {}),
        problem=problem, errors=places_of(problem), typed_at=request.form.get("at", ""),
        people=people, speaking=wording.in_languages(found, people), start=start, hold=hold, key=_key(),
        best=best_time(now, tz, found.best), zone=zone_name(tz), times=timing.later_words(found, start),
        best_words=timing.best_words(found.best), local_words=timing.local_words(found, people),
        over_words=timing.over_words(found, people, start, now),
        quiet_words=timing.quiet_words(session, found, people, start),
        sentence=wording.sentence(found, len(people.people) if people else 0, start, hold),
        saved_at=format_time(found.draft.updated_at, tz) if found.draft else "",
        starts=format_time(start, tz) if start else "",
        running=next(iter(launches_of(session, actor.partner, active=True, kit_id=found.version.kit_id)), None),
        scheme=request.values.get("scheme", "light"), width=request.values.get("w", ""),
        sender=sender_name(found.brand.name, found.vendor.name), words=wording, ratio=_ratio(found),
        replies_end_it=use(Settings).reply_domain is not None,
    )  # fmt: skip


def _places(session: Session, shown: Shown, partner_id: UUID) -> list[Region]:
    """What the partner may fill in: nothing in blocks that are not for it."""
    asset = shown.kit.asset(shown.part.key)
    return list(regions(seen_by(asset, traits_of(session, partner_id, shown.tag))))


def _key() -> str:
    """A name for this page, kept while it is corrected: what is sent twice under it is one launch."""
    return request.form.get("key", "")[:64] or str(new_id())


def _ratio(found: Desk) -> tuple[str, bool]:
    """How well a button can be read in the brand's colour: (ratio, whether its text is light)."""
    on = found.brand.on_colour
    return format_number(round(contrast(found.brand.colour, on), 1)), contrast(on, "#000000") > TEXT


def _shown(session: Session, found: Desk, actor: Actor, tag: str) -> tuple[Shown, Refusal | None]:
    """What the preview shows, and what hinders it: without a postal address the page stands, and says so."""
    key = request.values.get("part", "")
    part = found.kit.asset(key) if found.kit.has(key) else found.parts[0]
    kit = with_words(found.kit, words(session, found.version.id, tag))
    if part.kind != "email":
        return Shown(tag, kit, part, None, []), None
    person = sample_person(session, found, name=actor.name, language=tag, now=clock.now(session))
    try:
        shown = mail_preview(session, found, asset_key=part.key, language=tag, person=person)
    except NoAddress as refusal:
        return Shown(tag, kit, part, None, []), refusal
    return Shown(tag, kit, part, shown.mail, shown.checks), None


def language_shown(found: Desk, wanted: str) -> str:
    """The language asked for if the kit has it, else the one most people of this partner get."""
    return wanted if wanted in found.kit.languages else found.language_of("")
