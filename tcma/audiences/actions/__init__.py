"""Verbs on contacts: import, suppress, unsubscribe, opt in; segments."""

from tcma.audiences.actions.commanding import import_file
from tcma.audiences.actions.erased import forget_address, forget_addresses
from tcma.audiences.actions.former import keep_link
from tcma.audiences.actions.forms import contact_from_form
from tcma.audiences.actions.holding import ADDRESS_SUPPRESSED, suppress
from tcma.audiences.actions.importing import answer_question, as_before, map_columns, preview_import
from tcma.audiences.actions.keys import NoKey, key_of, make_key, revoke_key
from tcma.audiences.actions.listing import in_batches, list_keys, unlist
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.actions.looking import (
    ask_about,
    check_tries,
    drop_file,
    end_looking,
    look_batch,
    recognised,
    refuse_file,
    take_turn,
)
from tcma.audiences.actions.merging import CONTACTS_MERGED, finish_merge, merge
from tcma.audiences.actions.opting_in import OPT_IN_ASKED, ask_to_confirm, confirm, forget_opt_ins
from tcma.audiences.actions.segments import check_filter, delete_segment, save_segment
from tcma.audiences.actions.sorting import numbered
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
    leave,
    opt_in,
    undo_leaving,
    unsubscribe,
)
from tcma.audiences.actions.surveying import examples
from tcma.audiences.actions.tags import delete_note, tag_people, untag, write_note
from tcma.audiences.actions.topics import choose_topics, writes_about
from tcma.audiences.actions.traits import forget_traits, keep_traits

__all__ = [
    "ADDRESS_RESTORED",
    "ADDRESS_SUPPRESSED",
    "CONTACTS_IMPORTED",
    "CONTACTS_MERGED",
    "OPT_IN_ASKED",
    "NoKey",
    "answer_question",
    "as_before",
    "ask_about",
    "ask_to_confirm",
    "begin_storing",
    "check_filter",
    "check_tries",
    "choose_topics",
    "confirm",
    "contact_from_form",
    "delete_note",
    "delete_segment",
    "drop_file",
    "end_looking",
    "examples",
    "finish_merge",
    "finish_storing",
    "forget_address",
    "forget_addresses",
    "forget_opt_ins",
    "forget_traits",
    "give_up",
    "import_file",
    "in_batches",
    "keep_link",
    "keep_traits",
    "key_of",
    "leave",
    "list_keys",
    "lock_addresses",
    "look_batch",
    "make_key",
    "map_columns",
    "merge",
    "numbered",
    "opt_in",
    "preview_import",
    "recognised",
    "refuse_file",
    "revoke_key",
    "save_segment",
    "stop_storing",
    "store_batch",
    "store_import",
    "suppress",
    "tag_people",
    "take_turn",
    "undo_leaving",
    "unlist",
    "unsubscribe",
    "untag",
    "write_note",
    "writes_about",
]
