"""Verbs on contacts: import, suppress, unsubscribe, opt in."""

from tcma.audiences.actions.erased import forget_address
from tcma.audiences.actions.forms import contact_from_form
from tcma.audiences.actions.importing import answer_question, map_columns, numbered, preview_import
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.actions.opting_in import OPT_IN_ASKED, ask_to_confirm, confirm, forget_opt_ins
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
    "OPT_IN_ASKED",
    "answer_question",
    "ask_to_confirm",
    "begin_storing",
    "confirm",
    "contact_from_form",
    "finish_storing",
    "forget_address",
    "forget_opt_ins",
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
