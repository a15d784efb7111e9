"""Reads of people, lists, consent and suppression."""

from tcma.audiences.queries.audience import Audience, Mailable, Standing, audience, count, standing
from tcma.audiences.queries.imports import api_keys, mapping_before
from tcma.audiences.queries.left_out import account, left_out, report
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
from tcma.audiences.queries.suppressed import key_array, own_suppressed, stopped_by, suppressed

__all__ = [
    "Audience",
    "ListRow",
    "Mailable",
    "PeoplePage",
    "Standing",
    "account",
    "api_keys",
    "audience",
    "consents",
    "contact",
    "contact_list",
    "count",
    "due_imports",
    "import_of",
    "key_array",
    "left_out",
    "lists",
    "lists_of",
    "mapping_before",
    "own_suppressed",
    "report",
    "search",
    "standing",
    "stopped_by",
    "suppressed",
]
