"""The verbs of a launch."""

from tcma.launches.actions.draft import draft_of, save, set_languages, set_people, set_time
from tcma.launches.actions.dress import set_colour
from tcma.launches.actions.locks import lock_kit, own
from tcma.launches.actions.merging import follow_merge
from tcma.launches.actions.once import same, under_key
from tcma.launches.actions.run import finish, pause, release, reopen, resume, stop, undo
from tcma.launches.actions.schedule import LAUNCH_SCHEDULED, schedule
from tcma.launches.actions.steps import plan_step
from tcma.launches.actions.trying import send_test
from tcma.launches.actions.words import save_words, take_newer

__all__ = [
    "LAUNCH_SCHEDULED",
    "draft_of",
    "finish",
    "follow_merge",
    "lock_kit",
    "own",
    "pause",
    "plan_step",
    "release",
    "reopen",
    "resume",
    "same",
    "save",
    "save_words",
    "schedule",
    "send_test",
    "set_colour",
    "set_languages",
    "set_people",
    "set_time",
    "stop",
    "take_newer",
    "under_key",
    "undo",
]
