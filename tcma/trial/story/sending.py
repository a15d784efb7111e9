"""A partner launches: contacts in, a look at the page, two clicks, and the mails are on their way."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tcma.trial.story.browser import Browser, Page, StoryBroke
from tcma.trial.story.crowd import Crowd
from tcma.trial.story.mailbox import wait_until
from tcma.trial.story.world import World


@dataclass
class Run:
    """A launch under way. `path` is /runs/<id>."""

    path: str
    partner: str

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]


def bring_contacts(world: World, partner: str, crowd: Crowd, *, name: str, back: str = "") -> None:
    """Upload the file, look at the preview, answer its one question, use the people."""
    browser = world.browsers[partner]
    choose = browser.get(f"/contacts/import?next={back}" if back else "/contacts/import")
    shown = browser.submit(choose.form(field_name="file"), files={"file": (name, crowd.csv())})
    if not re.search(rf"\b{crowd.records:,}\b", shown.words):
        raise StoryBroke(f"the preview does not account for {crowd.records} records: {shown.words[:400]}")
    done = browser.submit(shown.form(field_name="basis"), {"basis": "express"}, button="Use these")
    if not back:
        _account(done, crowd)


def _account(page: Page, crowd: Crowd) -> None:
    """What became of every record, as the page says it."""
    shown = [int(re.sub(r"\D", "", one.text())) for one in page.tree.css(".kpi .v")]
    records, imported, updated, twice, said_no, bad = shown if len(shown) == 6 else [0] * 6
    stored = imported + updated + said_no == len(crowd.everyone)
    if not stored or (records, twice, bad) != (crowd.records, crowd.twice, crowd.bad):
        raise StoryBroke(f"the import of {crowd.records} records ended at {page.path} with {shown}: {page.words[:300]}")


def launch(world: World, partner: str, slug: str, *, when: str = "now", words: dict[str, str] | None = None) -> Run:
    """Open the launch page, which is filled in, and press the one button."""
    browser = world.browsers[partner]
    form = browser.get(f"/launch/{slug}").form(button="Schedule campaign")
    page = browser.submit(form, {"when": when, **(words or {})}, button="Schedule campaign")
    if not page.path.startswith("/runs/"):
        raise StoryBroke(f"scheduling ended at {page.path}: {page.words[:600]}")
    return Run(page.path, partner)


def progress(world: World, run: Run) -> dict[str, Any]:
    """The run as its page polls it."""
    found: dict[str, Any] = world.browsers[run.partner].json(f"{run.path}/progress")
    return found


def wait_sent(
    world: World, run: Run, *, steps: int, people: int, seconds: float = 240, meanwhile: Callable[[], Any] | None = None
) -> dict[str, Any]:
    """Until so many steps are planned for everyone and nothing of them waits; `meanwhile` is done before each look."""

    def look() -> dict[str, Any] | None:
        if meanwhile is not None:
            meanwhile()
        found = progress(world, run)
        return found if found["to"] >= steps * people and found["waiting"] == 0 else None

    return wait_until(look, f"step {steps} of {run.path} to be sent; it stands at {progress(world, run)}", seconds)


def let_go_on(world: World, *, by: str = "carlos") -> bool:
    """The vendor lets a partner send on whom the guard holds because of its readers' complaints. Whether one was."""
    browser = world.browsers[by]
    page = browser.get("/hq/sending")
    if not page.tree.css("form[action$='/lift']"):
        return False
    reason = "Simulated complaints: the list was looked through."
    after = browser.submit(page.form(action="/lift"), {"reason": reason})
    if reason not in after.words:
        raise StoryBroke(f"letting a held partner send on ended at {after.path}: {after.words[:600]}")
    return True


def press(browser: Browser, run: Run, button: str) -> None:
    """Pause, Resume, Undo or Stop on the run's page."""
    browser.submit(browser.get(run.path).form(button=button), button=button)
