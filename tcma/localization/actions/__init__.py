"""Verbs of localization: publishing words, translating by machine, reviewing, remembering."""

from tcma.localization.actions.commanding import KitUnreadable, into_draft, into_folder
from tcma.localization.actions.folder import Told, translate_texts, write_folder
from tcma.localization.actions.glossary import set_glossary
from tcma.localization.actions.machine import Made, machine_text
from tcma.localization.actions.publishing import publish, publish_draft, take_in
from tcma.localization.actions.reviewing import Reviewed, approve, put_aside, save_words, take_back
from tcma.localization.actions.running import step
from tcma.localization.actions.starting import NoEngine, begin, stop, try_again
from tcma.localization.actions.working import Work, end, note, postpone, take

__all__ = [
    "KitUnreadable",
    "Made",
    "NoEngine",
    "Reviewed",
    "Told",
    "Work",
    "approve",
    "begin",
    "end",
    "into_draft",
    "into_folder",
    "machine_text",
    "note",
    "postpone",
    "publish",
    "publish_draft",
    "put_aside",
    "save_words",
    "set_glossary",
    "step",
    "stop",
    "take",
    "take_back",
    "take_in",
    "translate_texts",
    "try_again",
    "write_folder",
]
