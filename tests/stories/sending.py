"""A launch on its way, by the trial's clock."""

from contextlib import suppress
from functools import partial
from typing import Any

from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.mailbox import wait_until
from tests.stories.stage import Someone

MOST = 6  # other launches of the programme may be due before


def stands(run: str, partner: Someone) -> dict[str, Any]:
    """The run as its page asks for it."""
    found: dict[str, Any] = partner.page.request.get(f"{run}/progress").json()
    return found


def deliver(partner: Someone) -> None:
    """From the page of a run: over the hold, to its time, until nothing of the first mail waits."""
    run = partner.page.url.partition("?")[0]

    def left(state: str) -> bool:
        return bool(stands(run, partner)["state"] != state)

    def sent() -> bool:
        now = stands(run, partner)
        return bool(now["accepted"]) and not now["waiting"]

    for waiting in ("holding", "scheduled"):
        for _ in range(MOST):
            if left(waiting):
                break
            partner.goes_to(run)
            partner.press("Skip to the next due step")
            with suppress(StoryBroke):  # what was due next was another launch's
                wait_until(partial(left, waiting), f"the launch to be {waiting} no more", 20)
    wait_until(sent, "the first mail to be sent to everyone")
    partner.goes_to(run)


def end(partner: Someone, run: str) -> None:
    """Stop what is left of a launch, so that the clock of the next story is not held up by it."""
    partner.goes_to(run)
    partner.click(partner.page.locator("details.more > summary").last)
    partner.press("Stop launch")
    wait_until(lambda: stands(run, partner)["state"] == "stopped", "the launch to stop")
