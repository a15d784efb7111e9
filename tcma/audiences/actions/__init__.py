"""Verbs on contacts: import, suppress, unsubscribe, opt in; segments."""

from tcma.audiences.actions.forms import contact_from_form
from tcma.audiences.actions.importing import answer_question, map_columns, numbered, preview_import
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.actions.merging import CONTACTS_MERGED, finish_merge, merge
from tcma.audiences.actions.segments import check_filter, delete_segment, save_segment
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
from tcma.audiences.actions.tags import delete_note, tag_people, untag, write_note
from tcma.audiences.actions.traits import forget_traits, keep_traits

__all__ = [
    "ADDRESS_RESTORED",
    "ADDRESS_SUPPRESSED",
    "CONTACTS_IMPORTED",
    "CONTACTS_MERGED",
    "answer_question",
    "begin_storing",
    "check_filter",
    "contact_from_form",
    "delete_note",
    "delete_segment",
    "finish_merge",
    "finish_storing",
    "forget_traits",
    "give_up",
    "keep_traits",
    "lock_addresses",
    "map_columns",
    "merge",
    "numbered",
    "opt_in",
    "preview_import",
    "save_segment",
    "store_batch",
    "store_import",
    "suppress",
    "tag_people",
    "undo_unsubscribe",
    "unsubscribe",
    "untag",
    "write_note",
]
