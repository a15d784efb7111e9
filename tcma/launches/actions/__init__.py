"""The verbs of a launch."""

from tcma.launches.actions.draft import draft_of, save, set_languages, set_people, set_time
from tcma.launches.actions.locks import lock_kit, own
from tcma.launches.actions.merging import follow_merge
from tcma.launches.actions.once import same, under_key
from tcma.launches.actions.run import finish, pause, release, reopen, resume, stop, undo
from tcma.launches.actions.schedule import LAUNCH_SCHEDULED, schedule
from tcma.launches.actions.steps import follow, plan_step
from tcma.launches.actions.trying import send_test
from tcma.launches.actions.updating import hold_back, must_stop, refit, take_mandatory
from tcma.launches.actions.words import carried, forget_aside, save_words, spoken_in, take_newer

__all__ = [
    "LAUNCH_SCHEDULED",
    "carried",
    "draft_of",
    "finish",
    "follow",
    "follow_merge",
    "forget_aside",
    "hold_back",
    "lock_kit",
    "must_stop",
    "own",
    "pause",
    "plan_step",
    "refit",
    "release",
    "reopen",
    "resume",
    "same",
    "save",
    "save_words",
    "schedule",
    "send_test",
    "set_languages",
    "set_people",
    "set_time",
    "spoken_in",
    "stop",
    "take_mandatory",
    "take_newer",
    "under_key",
    "undo",
]
