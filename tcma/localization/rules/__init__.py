"""The words of a version in each language, pure: how far they are, what a machine may do to them, what is wrong."""

from tcma.localization.rules.flags import Flag, flags, glossary_findings, sound
from tcma.localization.rules.masking import MarkersChanged, Masked, mask, unmask
from tcma.localization.rules.nearness import NEAR_ENOUGH, Near, digest, nearest
from tcma.localization.rules.outcomes import (
    ENGINE_STOPS,
    REASONS,
    ItemState,
    JobState,
    back_off,
    legal_keys,
    reason_words,
)
from tcma.localization.rules.results import Unusable, checked, sentences
from tcma.localization.rules.states import (
    APPROVED,
    MISSING,
    NEEDS_REVIEW,
    LanguageStatus,
    best_language,
    launchable,
    state_of,
    status,
)
from tcma.localization.rules.terms import NotATerm, term_list, terms_lost
from tcma.localization.rules.tongues import COMMON, NotALanguage, language_tag, offered

__all__ = [
    "APPROVED",
    "COMMON",
    "ENGINE_STOPS",
    "MISSING",
    "NEAR_ENOUGH",
    "NEEDS_REVIEW",
    "REASONS",
    "Flag",
    "ItemState",
    "JobState",
    "LanguageStatus",
    "MarkersChanged",
    "Masked",
    "Near",
    "NotALanguage",
    "NotATerm",
    "Unusable",
    "back_off",
    "best_language",
    "checked",
    "digest",
    "flags",
    "glossary_findings",
    "language_tag",
    "launchable",
    "legal_keys",
    "mask",
    "nearest",
    "offered",
    "reason_words",
    "sentences",
    "sound",
    "state_of",
    "status",
    "term_list",
    "terms_lost",
    "unmask",
]
