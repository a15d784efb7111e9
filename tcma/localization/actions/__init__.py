"""Verbs of localization: publishing words, translating by machine, reviewing, remembering."""

from tcma.localization.actions.glossary import set_glossary
from tcma.localization.actions.machine import Made, machine_text
from tcma.localization.actions.publishing import publish, publish_draft, take_in
from tcma.localization.actions.reviewing import Reviewed, approve, put_aside, save_words, take_back
from tcma.localization.actions.running import step
from tcma.localization.actions.starting import NoEngine, begin, stop, try_again
from tcma.localization.actions.working import Work, end, note, postpone, take

__all__ = [
    "Made",
    "NoEngine",
    "Reviewed",
    "Work",
    "approve",
    "begin",
    "end",
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
    "try_again",
]
