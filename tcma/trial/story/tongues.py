"""A marketer adds a language to a kit: the machine translates, people review."""

from urllib.parse import urlsplit

from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.mailbox import wait_until
from tcma.trial.story.world import World


def begin(world: World, place: str, *, code: str, by: str = "maya") -> str:
    """Begin a draft of the kit at `place` and have it translated. Returns where the progress is shown."""
    browser = world.browsers[by]
    opened = browser.submit(browser.get(place.rpartition("/")[0]).form(action=f"{place}/change"))
    adding = browser.get(f"{place}/languages").form(button="Translate by machine")
    began = browser.submit(adding, {"code": code}, button="Translate by machine")
    if not began.path.endswith(f"/languages/{code}"):
        raise StoryBroke(f"adding {code} after {opened.path} ended at {began.path}: {began.words[:400]}")
    return urlsplit(began.url).path


def wait(world: World, progress: str, *, by: str = "maya") -> None:
    """Until the machine has done its part: what it wrote waits for a review."""
    browser = world.browsers[by]
    wait_until(lambda: browser.get(progress).tree.css_first("[data-state=done]"), f"{progress} to be translated", 120)
