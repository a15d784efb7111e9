"""Verbs on contacts: import, suppress, unsubscribe, opt in."""

from tcma.audiences.actions.erased import forget_address
from tcma.audiences.actions.forms import contact_from_form
from tcma.audiences.actions.importing import answer_question, map_columns, numbered, preview_import
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
    opt_in,
    suppress,
    undo_unsubscribe,
    unsubscribe,
)

__all__ = [
    "ADDRESS_RESTORED",
    "ADDRESS_SUPPRESSED",
    "CONTACTS_IMPORTED",
    "answer_question",
    "begin_storing",
    "contact_from_form",
    "finish_storing",
    "forget_address",
    "give_up",
    "lock_addresses",
    "map_columns",
    "numbered",
    "opt_in",
    "preview_import",
    "store_batch",
    "store_import",
    "suppress",
    "undo_unsubscribe",
    "unsubscribe",
]
