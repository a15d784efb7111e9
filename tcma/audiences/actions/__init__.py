"""Verbs on contacts: import, suppress, unsubscribe, opt in."""

from tcma.audiences.actions.former import keep_link
from tcma.audiences.actions.forms import contact_from_form
from tcma.audiences.actions.importing import answer_question, map_columns, numbered, preview_import
from tcma.audiences.actions.listing import in_batches, list_keys, unlist
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.actions.storing import (
    CONTACTS_IMPORTED,
    begin_storing,
    finish_storing,
    give_up,
    store_batch,
    store_import,
)
from tcma.audiences.actions.suppression import (
    ADDRESS_RESTORED,
    ADDRESS_SUPPRESSED,
    leave,
    opt_in,
    suppress,
    undo_leaving,
    unsubscribe,
)
from tcma.audiences.actions.topics import choose_topics, writes_about

__all__ = [
    "ADDRESS_RESTORED",
    "ADDRESS_SUPPRESSED",
    "CONTACTS_IMPORTED",
    "answer_question",
    "begin_storing",
    "choose_topics",
    "contact_from_form",
    "finish_storing",
    "give_up",
    "in_batches",
    "keep_link",
    "leave",
    "list_keys",
    "lock_addresses",
    "map_columns",
    "numbered",
    "opt_in",
    "preview_import",
    "store_batch",
    "store_import",
    "suppress",
    "undo_leaving",
    "unlist",
    "unsubscribe",
    "writes_about",
]
