"""Reads of people, lists, consent and suppression."""

from tcma.audiences.queries.audience import Audience, Mailable, Standing, audience, count, standing
from tcma.audiences.queries.left_out import left_out, report
from tcma.audiences.queries.people import (
    ListRow,
    PeoplePage,
    consents,
    contact,
    contact_list,
    due_imports,
    import_of,
    lists,
    lists_of,
    search,
)
from tcma.audiences.queries.filters import holds
from tcma.audiences.queries.segments import in_segment, own_names, segment, segments
from tcma.audiences.queries.suppressed import own_suppressed, stopped_by, suppressed

__all__ = [
    "Audience",
    "ListRow",
    "Mailable",
    "PeoplePage",
    "Standing",
    "audience",
    "consents",
    "contact",
    "contact_list",
    "count",
    "due_imports",
    "holds",
    "import_of",
    "in_segment",
    "left_out",
    "lists",
    "lists_of",
    "own_names",
    "own_suppressed",
    "report",
    "search",
    "segment",
    "segments",
    "standing",
    "stopped_by",
    "suppressed",
]
