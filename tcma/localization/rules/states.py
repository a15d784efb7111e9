"""How far a version's words are in each language, and which language a reader gets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tcma.base.words import nearest_language
from tcma.catalogue.rules import Kit, Segment, is_stale, segments

APPROVED, NEEDS_REVIEW, MISSING = "approved", "needs_review", "missing"


@dataclass(frozen=True)
class LanguageStatus:
    """How many texts of a version are in which state, in one language."""

    tag: str
    approved: int
    needs_review: int
    missing: int

    @property
    def total(self) -> int:
        return self.approved + self.needs_review + self.missing

    @property
    def state(self) -> str:
        """The worst that any of its texts is in."""
        if self.missing:
            return MISSING
        return NEEDS_REVIEW if self.needs_review else APPROVED


def state_of(segment: Segment | None, source: str) -> str:
    """A translation nobody reviewed, or made from other source words, needs review."""
    if segment is None or not segment.text:
        return MISSING
    return APPROVED if segment.reviewed and not is_stale(segment, source) else NEEDS_REVIEW


def status(kit: Kit, tag: str, states: Mapping[str, str]) -> LanguageStatus:
    """Count `states` ({segment key: state}); texts without one are missing. The source language is complete."""
    keys = segments(kit)
    if tag == kit.source_language:
        return LanguageStatus(tag, len(keys), 0, 0)
    found = [states.get(key, MISSING) for key in keys]
    return LanguageStatus(tag, *(found.count(state) for state in (APPROVED, NEEDS_REVIEW, MISSING)))


def launchable(status: LanguageStatus, *, unreviewed: bool) -> bool:
    """Whether a partner may launch in this language; `unreviewed` is the programme's policy."""
    return not status.missing and (unreviewed or not status.needs_review)


def best_language(wanted: Iterable[str], offered: Sequence[str], source: str) -> str:
    """The first wanted language that is offered, exactly or nearly (de-AT -> de, pt -> pt-BR); else the source."""
    return next(filter(None, (nearest_language(tag, offered) for tag in wanted)), source)


def is_old(segment: Segment | None, source: str) -> bool:
    """Whether there are words, made from a source that has changed since: they are served until said anew."""
    return segment is not None and bool(segment.text) and is_stale(segment, source)
