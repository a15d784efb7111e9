"""Reads of people, lists, consent and suppression."""

from tcma.audiences.queries.audience import Audience, Mailable, Standing, audience, count, standing
from tcma.audiences.queries.leavers import Leaver, leaver
from tcma.audiences.queries.left_out import left_out, report
from tcma.audiences.queries.listed import HeldPage, HeldRow, all_held, counts_by_partner, held, not_available
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
from tcma.audiences.queries.suppressed import own_suppressed, stopped_by, suppressed, topic_refused
from tcma.audiences.queries.topics import TopicChoice, topics_for

__all__ = [
    "Audience",
    "HeldPage",
    "HeldRow",
    "Leaver",
    "ListRow",
    "Mailable",
    "PeoplePage",
    "Standing",
    "TopicChoice",
    "all_held",
    "audience",
    "consents",
    "contact",
    "contact_list",
    "count",
    "counts_by_partner",
    "due_imports",
    "held",
    "import_of",
    "leaver",
    "left_out",
    "lists",
    "lists_of",
    "not_available",
    "own_suppressed",
    "report",
    "search",
    "standing",
    "stopped_by",
    "suppressed",
    "topic_refused",
    "topics_for",
]
