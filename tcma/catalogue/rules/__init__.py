"""What a kit is, how it is read from files, and the checks it must pass; pure, nothing here knows a database."""

from tcma.catalogue.rules.blocks import BLOCKS
from tcma.catalogue.rules.check import check
from tcma.catalogue.rules.check_copy import is_stale, translation_findings
from tcma.catalogue.rules.check_kit import offset_minutes
from tcma.catalogue.rules.documents import document_in, is_document
from tcma.catalogue.rules.drafting import Written, changed, pinned, slug_of
from tcma.catalogue.rules.drawing import TOKENS, paint
from tcma.catalogue.rules.jsonform import (
    content_hash,
    copy_from_json,
    copy_to_json,
    from_json,
    media_from_json,
    media_to_json,
    to_json,
)
from tcma.catalogue.rules.kit import (
    CAMPAIGN,
    CLICKED,
    EVENT,
    LAUNCH,
    RESPONDED,
    Asset,
    Block,
    Copy,
    Kit,
    Media,
    Post,
    Segment,
    Step,
)
from tcma.catalogue.rules.leads import Leads, leads_from_json
from tcma.catalogue.rules.only import Traits, seen_by
from tcma.catalogue.rules.po import notes_in, write_po
from tcma.catalogue.rules.problems import Problem
from tcma.catalogue.rules.reading import Reading, read_kit
from tcma.catalogue.rules.segments import Text, limits, limits_in, segments, texts, with_words
from tcma.catalogue.rules.targets import PERSONAL
from tcma.catalogue.rules.texts import BOLD, LINK, TAG, Tag, links, paragraphs, tags
from tcma.catalogue.rules.versions import Changed, Difference, differences, hinders, made_anew
from tcma.catalogue.rules.vocabulary import MERGE_TAGS, NETWORKS, OFFSET, PARTNER_TAGS, PERSON_TAGS, SLUG

__all__ = [
    "BLOCKS",
    "BOLD",
    "CAMPAIGN",
    "CLICKED",
    "EVENT",
    "LAUNCH",
    "LINK",
    "MERGE_TAGS",
    "NETWORKS",
    "OFFSET",
    "PARTNER_TAGS",
    "PERSONAL",
    "PERSON_TAGS",
    "RESPONDED",
    "SLUG",
    "TAG",
    "TOKENS",
    "Asset",
    "Block",
    "Changed",
    "Copy",
    "Difference",
    "Kit",
    "Leads",
    "Media",
    "Post",
    "Problem",
    "Reading",
    "Segment",
    "Step",
    "Tag",
    "Text",
    "Traits",
    "Written",
    "changed",
    "check",
    "content_hash",
    "copy_from_json",
    "copy_to_json",
    "differences",
    "document_in",
    "from_json",
    "hinders",
    "is_document",
    "is_stale",
    "leads_from_json",
    "limits",
    "limits_in",
    "links",
    "made_anew",
    "media_from_json",
    "media_to_json",
    "notes_in",
    "offset_minutes",
    "paint",
    "paragraphs",
    "pinned",
    "read_kit",
    "seen_by",
    "segments",
    "slug_of",
    "tags",
    "texts",
    "to_json",
    "translation_findings",
    "with_words",
    "write_po",
]
