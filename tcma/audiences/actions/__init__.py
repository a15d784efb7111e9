"""Verbs on contacts: import, suppress, unsubscribe, opt in."""

from tcma.audiences.actions.commanding import import_file
from tcma.audiences.actions.forms import contact_from_form
from tcma.audiences.actions.importing import answer_question, as_before, map_columns, preview_import
from tcma.audiences.actions.keys import NoKey, key_of, make_key, revoke_key
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.actions.sorting import batches, known, numbered, sort_out
from tcma.audiences.actions.storing import (
    CONTACTS_IMPORTED,
    begin_storing,
    finish_storing,
    give_up,
    stop_storing,
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
    "NoKey",
    "answer_question",
    "as_before",
    "batches",
    "begin_storing",
    "contact_from_form",
    "finish_storing",
    "give_up",
    "import_file",
    "key_of",
    "known",
    "lock_addresses",
    "make_key",
    "map_columns",
    "numbered",
    "opt_in",
    "preview_import",
    "revoke_key",
    "sort_out",
    "stop_storing",
    "store_batch",
    "store_import",
    "suppress",
    "undo_unsubscribe",
    "unsubscribe",
]
