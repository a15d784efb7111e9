"""What a kit is, how it is read from files, and the checks it must pass; pure, nothing here knows a database."""

from tcma.catalogue.rules.check import check
from tcma.catalogue.rules.check_copy import is_stale, translation_findings
from tcma.catalogue.rules.check_kit import offset_minutes
from tcma.catalogue.rules.drafting import Written, changed, pinned, slug_of
from tcma.catalogue.rules.drawing import TOKENS, paint
from tcma.catalogue.rules.jsonform import content_hash, copy_from_json, copy_to_json, from_json, to_json
from tcma.catalogue.rules.kit import CAMPAIGN, EVENT, Asset, Block, Copy, Kit, Media, Post, Segment, Step
from tcma.catalogue.rules.po import notes_in, write_po
from tcma.catalogue.rules.problems import Problem
from tcma.catalogue.rules.reading import Reading, read_kit
from tcma.catalogue.rules.segments import Text, limits, segments, texts, with_words
from tcma.catalogue.rules.targets import PERSONAL
from tcma.catalogue.rules.texts import BOLD, LINK, TAG, Tag, links, paragraphs, tags
from tcma.catalogue.rules.vocabulary import BLOCKS, MERGE_TAGS, NETWORKS, OFFSET, PARTNER_TAGS, PERSON_TAGS, SLUG

__all__ = [
    "BLOCKS",
    "BOLD",
    "CAMPAIGN",
    "EVENT",
    "LINK",
    "MERGE_TAGS",
    "NETWORKS",
    "OFFSET",
    "PARTNER_TAGS",
    "PERSONAL",
    "PERSON_TAGS",
    "SLUG",
    "TAG",
    "TOKENS",
    "Asset",
    "Block",
    "Copy",
    "Kit",
    "Media",
    "Post",
    "Problem",
    "Reading",
    "Segment",
    "Step",
    "Tag",
    "Text",
    "Written",
    "changed",
    "check",
    "content_hash",
    "copy_from_json",
    "copy_to_json",
    "from_json",
    "is_stale",
    "limits",
    "links",
    "notes_in",
    "offset_minutes",
    "paint",
    "paragraphs",
    "pinned",
    "read_kit",
    "segments",
    "slug_of",
    "tags",
    "texts",
    "to_json",
    "translation_findings",
    "with_words",
    "write_po",
]
