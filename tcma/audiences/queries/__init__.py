"""Reads of people, lists, consent and suppression."""

from tcma.audiences.queries.audience import Audience, Mailable, Standing, audience, count, standing
from tcma.audiences.queries.exporting import Exported, export_batch
from tcma.audiences.queries.filters import holds
from tcma.audiences.queries.imports import api_keys, brought_before, mapping_before
from tcma.audiences.queries.leavers import Leaver, leaver
from tcma.audiences.queries.left_out import account, left_of, left_out, read_again, refused_of, report
from tcma.audiences.queries.listed import HeldPage, HeldRow, all_held, counts_by_partner, held, not_available
from tcma.audiences.queries.merged import addresses_of, merged_anywhere, with_merged
from tcma.audiences.queries.merging import Twin, merges, open_merge, pairs, twins
from tcma.audiences.queries.people import (
    ListRow,
    by_address,
    consents,
    contact,
    contact_list,
    due_imports,
    import_of,
    lists,
    lists_of,
)
from tcma.audiences.queries.searching import PeoplePage, found_by, search
from tcma.audiences.queries.segments import in_segment, own_names, segment, segments
from tcma.audiences.queries.suppressed import key_array, own_suppressed, stopped_by, suppressed, topic_refused
from tcma.audiences.queries.tags import notes, tag, tagged, tags, tags_on
from tcma.audiences.queries.topics import TopicChoice, topics_for

__all__ = [
    "Audience",
    "Exported",
    "HeldPage",
    "HeldRow",
    "Leaver",
    "ListRow",
    "Mailable",
    "PeoplePage",
    "Standing",
    "TopicChoice",
    "Twin",
    "account",
    "addresses_of",
    "all_held",
    "api_keys",
    "audience",
    "brought_before",
    "by_address",
    "consents",
    "contact",
    "contact_list",
    "count",
    "counts_by_partner",
    "due_imports",
    "export_batch",
    "found_by",
    "held",
    "holds",
    "import_of",
    "in_segment",
    "key_array",
    "leaver",
    "left_of",
    "left_out",
    "lists",
    "lists_of",
    "mapping_before",
    "merged_anywhere",
    "merges",
    "not_available",
    "notes",
    "open_merge",
    "own_names",
    "own_suppressed",
    "pairs",
    "read_again",
    "refused_of",
    "report",
    "search",
    "segment",
    "segments",
    "standing",
    "stopped_by",
    "suppressed",
    "tag",
    "tagged",
    "tags",
    "tags_on",
    "topic_refused",
    "topics_for",
    "twins",
    "with_merged",
]
