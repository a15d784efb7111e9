"""Verbs of the catalogue: publishing kits, and writing drafts of them."""

from tcma.catalogue.actions.drafting import (
    DraftExists,
    KitExists,
    NameMissing,
    OutOfDate,
    change_words,
    discard,
    ready_draft,
    start_draft,
)
from tcma.catalogue.actions.publishing import KIT_PUBLISHED, KindChanged, NotPublishable, publish

__all__ = [
    "KIT_PUBLISHED",
    "DraftExists",
    "KindChanged",
    "KitExists",
    "NameMissing",
    "NotPublishable",
    "OutOfDate",
    "change_words",
    "discard",
    "publish",
    "ready_draft",
    "start_draft",
]
