"""Verbs: map, ask for a reading, take records, decide what contradicts itself."""

from tcma.crm.actions.deciding import decide
from tcma.crm.actions.mapping import save_mapping
from tcma.crm.actions.reading import (
    Turn,
    ask_read,
    begin,
    broke_off,
    finish,
    forget_reads,
    kept_page,
    next_kind,
    put_off,
)
from tcma.crm.actions.sending import take_sent
from tcma.crm.actions.taking import take, take_again
from tcma.crm.actions.turning import take_turn
from tcma.crm.actions.wholly import try_out

__all__ = [
    "Turn",
    "ask_read",
    "begin",
    "broke_off",
    "decide",
    "finish",
    "forget_reads",
    "kept_page",
    "next_kind",
    "put_off",
    "save_mapping",
    "take",
    "take_again",
    "take_sent",
    "take_turn",
    "try_out",
]
