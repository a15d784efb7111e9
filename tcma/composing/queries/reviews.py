"""A kit on a marketer's desk, language by language: how far each is, and what a reviewer sees."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tcma.catalogue.rules import Asset, Problem, check, segments, texts
from tcma.composing.queries.drafts import Desk
from tcma.composing.rules.sheet import Group, Line, sheet
from tcma.localization import queries as localization
from tcma.localization.models import TranslationItem
from tcma.localization.queries import Progress
from tcma.localization.rules import (
    MISSING,
    Flag,
    ItemState,
    LanguageStatus,
    flags,
    glossary_findings,
    legal_keys,
    state_of,
)
from tcma.localization.rules import status as language_status
from tcma.localization.rules.states import is_old

KIT = "kit"  # the part that holds the kit's own words
OPEN, LATER, ALL = "open", "later", "all"


@dataclass(frozen=True)
class Tongue:
    """A language of a kit. `progress` is of its translation by machine, running or last; `wanting` what it could do."""

    status: LanguageStatus
    source: bool
    progress: Progress | None
    wanting: int

    @property
    def tag(self) -> str:
        return self.status.tag


@dataclass(frozen=True)
class Aside:
    """What stands beside a text under review. `item` is what a machine or the memory did with it."""

    mark: str  # the fingerprint of its words
    flags: list[Flag]
    item: TranslationItem | None
    legal: bool

    @property
    def offer(self) -> str:
        """New words for a text whose source changed."""
        return self.item.text if self.item is not None and self.item.state is ItemState.OFFERED else ""


@dataclass(frozen=True)
class Part:
    """A part of the kit and how many of its texts are open, or put aside."""

    key: str
    title: str
    open: int
    later: int
    total: int


@dataclass(frozen=True)
class Review:
    """`groups` are the texts of one part that the filter lets through."""

    part: str
    show: str
    groups: list[Group]
    beside: Mapping[str, Aside]
    parts: list[Part]


def fingerprint(text: str) -> str:
    """By which a form tells whether a text was changed on it."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def desk_status(found: Desk, language: str) -> LanguageStatus:
    """How far a language of the desk is."""
    own = found.copy.get(language, {})
    states = {key: state_of(own.get(key), words) for key, words in segments(found.kit).items()}
    return language_status(found.kit, language, states)


def tongues(session: Session, found: Desk) -> list[Tongue]:
    """The languages of the desk, in the kit's order."""
    return [
        Tongue(
            desk_status(found, tag), tag == found.kit.source_language, progress_of(session, found, tag),
            _wanting(found, tag),
        )
        for tag in found.kit.languages
    ]  # fmt: skip


def _wanting(found: Desk, language: str) -> int:
    """How many texts a machine could translate: not there, or made from older words, and not legal."""
    if language == found.kit.source_language:
        return 0
    own, legal = found.copy.get(language, {}), legal_keys(found.kit)
    return sum(
        key not in legal and (state_of(own.get(key), words) == MISSING or is_old(own.get(key), words))
        for key, words in segments(found.kit).items()
    )


def progress_of(session: Session, found: Desk, language: str) -> Progress | None:
    """How far the machine is; None where it was never asked."""
    job = localization.job_of(session, found.draft_id, language) if found.draft_id else None
    return localization.progress(session, job) if job else None


def desk_problems(session: Session, found: Desk) -> list[Problem]:
    """What blocks a publishing: the kit's own rules, and names that translations lost."""
    blocking = [one for one in check(found.kit, found.copy, found.media) if one.blocking]
    return blocking + glossary_findings(found.kit, found.copy, localization.glossary(session))


def review(session: Session, found: Desk, language: str, *, part: str | None, show: str) -> Review:
    """The texts of a part in a language, beside their source. Without a part: the first with something open."""
    job = localization.job_of(session, found.draft_id, language) if found.draft_id else None
    items = localization.items(session, job.id) if job else {}
    sheets = {key: sheet(found.kit, found.copy, asset, language) for key, asset in _assets(found)}
    parts = [_part(key, _title(found, key), groups, items) for key, groups in sheets.items()]
    chosen = part if part in sheets else next((one.key for one in parts if one.open), parts[0].key)
    groups = [Group(one.title, one.region, one.open, [line for line in one.lines if _shown(line, items, show)])
              for one in sheets[chosen]]  # fmt: skip
    return Review(chosen, show, [one for one in groups if one.lines], _beside(session, found, language, items), parts)


def _assets(found: Desk) -> list[tuple[str, Asset | None]]:
    return [(KIT, None), *((asset.key, asset) for asset in found.kit.assets)]


def _title(found: Desk, key: str) -> str:
    return "" if key == KIT else found.kit.asset(key).title


def _part(key: str, title: str, groups: list[Group], items: Mapping[str, TranslationItem]) -> Part:
    lines = [line for group in groups for line in group.lines]
    waiting = sum(_shown(line, items, OPEN) for line in lines)
    aside = sum(_shown(line, items, LATER) for line in lines)
    return Part(key, title, waiting, aside, len(lines))


def _shown(line: Line, items: Mapping[str, TranslationItem], show: str) -> bool:
    if show == ALL:
        return True
    aside = line.key in items and items[line.key].later
    return line.state != "approved" and aside == (show == LATER)


def _beside(
    session: Session, found: Desk, language: str, items: Mapping[str, TranslationItem]
) -> dict[str, Aside]:
    terms, own, legal = localization.glossary(session), found.copy.get(language, {}), legal_keys(found.kit)
    said = {key: one.text for key, one in own.items()}
    return {
        text.key: Aside(
            fingerprint(said.get(text.key, "")),
            flags(found.kit, text, said.get(text.key, ""), language, terms),
            items.get(text.key),
            text.key in legal,
        )
        for text in texts(found.kit)
    }
