"""Campaign cards: what a partner may launch, already wearing its brand."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from tcma.audiences.queries import count, lists
from tcma.branding.queries import brand_of, vendor
from tcma.branding.rules import Brand, palette
from tcma.catalogue.queries import kit_content, kits, media
from tcma.catalogue.rules import EVENT, Asset, paint, seen_by, with_words
from tcma.composing.queries import traits_of
from tcma.launches.queries.runs import draft, launches_of
from tcma.localization.queries import languages, words

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Card:
    """One kit as its card shows it: the real headline, button and drawing. `fit` is how many people it could reach."""

    slug: str
    title: str
    headline: str
    button: str
    hero: Markup | None
    brand: Brand
    vendor: str
    languages: list[str]
    minutes: int
    fit: int
    steps: int
    language: str
    state: str  # '', draft, running
    kind: str  # campaign, event


def cards(session: Session, partner_id: UUID, language: str, *, now: datetime, kind: str | None) -> list[Card]:
    """A card per published kit (of one kind), the newest first, in `language` where the kit has it."""
    brand, who = brand_of(session, partner_id), vendor(session).name
    own_lists = lists(session, partner_id)
    fit = count(session, partner_id=partner_id, list_id=own_lists[0].id, now=now)[0] if own_lists else 0
    running = {found.launch.kit_id for found in launches_of(session, partner_id, active=True)}
    shown = []
    for published in kits(session, kind=kind):
        version = published.version
        complete = [status.tag for status in languages(session, version.id) if not status.missing]
        tag = language if language in complete else kit_content(version).source_language
        kit = with_words(kit_content(version), words(session, version.id, tag))
        first = seen_by(kit.asset(kit.steps[0].asset), traits_of(session, partner_id, tag))
        hero = _hero(first)
        begun = "draft" if draft(session, partner_id, version.kit_id) else ""
        state = "running" if version.kit_id in running else begun
        shown.append(
            Card(
                published.slug, kit.title, _text(first, "heading") or first.subject, _text(first, "button", "label"),
                _drawing(media(session, version.id, hero), brand, published.slug) if hero else None, brand, who,
                complete, kit.minutes, fit, len(kit.steps), tag, state if kit.kind != EVENT else "", kit.kind,
            )
        )
    return shown


def _hero(asset: Asset) -> str:
    return next((b.fields["media"] for b in asset.blocks if b.type == "hero"), "")


def _text(asset: Asset, kind: str, field: str = "text") -> str:
    return next((block.fields.get(field, "") for block in asset.blocks if block.type == kind), "")


def _drawing(svg: bytes, brand: Brand, slug: str) -> Markup:
    """The kit's own drawing in the partner's colours; its ids made unlike those of other cards.

    Comments go: where one ends, browsers and XML don't agree.
    """
    painted = _COMMENT.sub("", paint(svg, palette(brand.colour)))
    for mark in ('id="', "url(#", 'href="#'):
        painted = painted.replace(mark, f"{mark}{slug}-")
    filling = '<svg class="hero" preserveAspectRatio="xMidYMid slice" '  # its box is lower than the drawing
    return Markup(painted.replace("<svg ", filling, 1))
