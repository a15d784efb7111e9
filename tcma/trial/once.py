"""`tcma demo --once`: the whole chain, from outside, in a throw-away folder, beside a running demo."""

import json
import sys
import time
from collections.abc import Mapping
from typing import Any

from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.counting import Tally, broken_promises, failed_jobs, tally
from tcma.trial.story.mailbox import Mailbox
from tcma.trial.story.main_job import KIT, main_job
from tcma.trial.story.report import off_the_report
from tcma.trial.story.told import Told
from tcma.trial.story.world import World
from tcma.trial.supervisor import Programme


def run_once(*, as_json: bool) -> int:
    """Run the story and print what came of it. 0 only if every promise holds."""
    started = time.monotonic()

    def say(words: str) -> None:
        print(f"  {time.monotonic() - started:5.1f} s  {words}", file=sys.stderr, flush=True)  # noqa: T201  # a command

    say("starting the programme in a folder of its own")
    with Programme() as programme:
        world = World(programme.url, Mailbox(programme.simulator_url), programme.settings)
        try:
            told_by = main_job(world, say)
            found, wrong = _books(programme.settings, world, told_by)
        except StoryBroke as broke:
            say(f"broke: {broke}")
            return 1
        finally:
            world.close()
    told = found.as_json()
    print(json.dumps(told, indent=2, ensure_ascii=False) if as_json else _in_words(told))  # noqa: T201  # a command
    for words in wrong:
        say(f"does not hold: {words}")
    return 1 if wrong else 0


def _books(settings: Mapping[str, str], world: World, told_by: Told, patience: float = 30) -> tuple[Tally, list[str]]:
    """The tally and what does not hold; credits follow a won deal within a moment, so look again for a while."""
    deadline = time.monotonic() + patience
    while True:
        found = tally(settings["DATABASE_URL"], KIT, told_by)
        wrong = broken_promises(found, world.mailbox, told_by, failed_jobs(settings["REDIS_URL"]))
        wrong += off_the_report(world, found)
        if not wrong or time.monotonic() > deadline:
            return found, wrong
        time.sleep(0.5)


def _in_words(told: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in told.items())
