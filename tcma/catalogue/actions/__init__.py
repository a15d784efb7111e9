"""Verbs of the catalogue: publishing kits, and writing drafts of them."""

from tcma.catalogue.actions.drafting import (
    DraftExists,
    KitExists,
    NameMissing,
    OutOfDate,
    SourceStays,
    add_language,
    change_words,
    discard,
    drop_language,
    locked_draft,
    ready_draft,
    start_draft,
)
from tcma.catalogue.actions.publishing import KIT_PUBLISHED, KindChanged, NotKept, NotPublishable, publish
from tcma.catalogue.actions.retiring import bring_back, retire

__all__ = [
    "KIT_PUBLISHED",
    "DraftExists",
    "KindChanged",
    "KitExists",
    "NameMissing",
    "NotKept",
    "NotPublishable",
    "OutOfDate",
    "SourceStays",
    "add_language",
    "bring_back",
    "change_words",
    "discard",
    "drop_language",
    "locked_draft",
    "publish",
    "ready_draft",
    "retire",
    "start_draft",
]
