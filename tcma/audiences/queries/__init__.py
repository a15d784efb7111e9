"""Reads of people, lists, consent and suppression."""

from tcma.audiences.queries.audience import Audience, Mailable, Standing, audience, count, standing
from tcma.audiences.queries.exporting import Exported, export_batch
from tcma.audiences.queries.filters import holds
from tcma.audiences.queries.imports import api_keys, mapping_before
from tcma.audiences.queries.left_out import account, left_out, report
from tcma.audiences.queries.merging import Twin, addresses_of, contact_behind, merges, open_merge, pairs, twins
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
from tcma.audiences.queries.suppressed import key_array, own_suppressed, stopped_by, suppressed
from tcma.audiences.queries.tags import notes, tag, tagged, tags, tags_on

__all__ = [
    "Audience",
    "Exported",
    "ListRow",
    "Mailable",
    "PeoplePage",
    "Standing",
    "Twin",
    "account",
    "addresses_of",
    "api_keys",
    "audience",
    "by_address",
    "consents",
    "contact",
    "contact_behind",
    "contact_list",
    "count",
    "due_imports",
    "export_batch",
    "found_by",
    "holds",
    "import_of",
    "in_segment",
    "key_array",
    "left_out",
    "lists",
    "lists_of",
    "mapping_before",
    "merges",
    "notes",
    "open_merge",
    "own_names",
    "own_suppressed",
    "pairs",
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
    "twins",
]
