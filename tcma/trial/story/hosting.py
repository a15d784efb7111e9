"""A host and the guests of an event, over plain HTTP and mail: what each of them presses."""

import time
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from tcma.trial.story.browser import Browser, StoryBroke
from tcma.trial.story.crowd import Sample
from tcma.trial.story.mailbox import Letter
from tcma.trial.story.readers import known_form
from tcma.trial.story.world import World

KIT = "zero-trust-lunch"


@dataclass
class Hosted:
    """An event under way. `path` is /events/<id>."""

    path: str
    partner: str

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]


def host(world: World, partner: str, *, seats: int, at: datetime | None = None, place: str = "Sample Hall") -> Hosted:
    """Start the kit, and publish its page: the form is filled in but for the place."""
    browser = world.browsers[partner]
    form = browser.get(f"/events/new/{KIT}").form(button="Publish page")
    form.fields.pop("goes_in", None)  # all languages: a form here holds one value a name
    changes = {"place": place, "capacity": str(seats)} | ({"at": f"{at:%Y-%m-%dT%H:%M}"} if at else {})
    page = browser.submit(form, changes, button="Publish page")
    if not page.path.startswith("/events/") or page.path.endswith(KIT):
        raise StoryBroke(f"publishing ended at {page.path}: {page.words[:600]}")
    return Hosted(page.path, partner)


def invite(world: World, event: Hosted, *, name: str = "") -> None:
    """To the list of this name, else the one that the page offers first; held, then released by the clock."""
    browser = world.browsers[event.partner]
    shown = browser.get(event.path)
    labels = [one for one in shown.tree.css("label") if name in one.text()]
    offered = [field for one in labels if (field := one.css_first("input[name=list]")) is not None]
    if not offered:
        raise StoryBroke(f"{event.path} offers no list {name!r}")
    chosen = {"list": offered[0].attributes.get("value") or ""} if name else {}
    page = browser.submit(shown.form(button="Schedule invitations"), chosen, button="Schedule invitations")
    if "Invitations are scheduled" not in page.words:
        raise StoryBroke(f"inviting ended at {page.path}: {page.words[:600]}")


def register(world: World, letter: Letter, *, company: str = "Sample company") -> None:
    """A person follows the invitation's button to a form that knows them, and saves their seat."""
    browser = Browser(world.url)
    page = browser.get(letter.links()[0])
    form = known_form(page, letter)
    time.sleep(2.1)  # nobody fills in a form faster, and the page knows it
    wanted = {"first_name": "Sample", "last_name": "Sample", "company": company}
    done = browser.submit(form, {name: words for name, words in wanted.items() if name in form.fields})
    if not done.path.endswith("/done"):
        raise StoryBroke(f"registering ended at {done.path}: {done.words[:400]}")
    browser.close()


def come(world: World, address: str, person: Sample, *, agrees: bool = False) -> None:
    """A person opens the page by its address, with no mail in hand, and registers; `agrees` ticks the box as well."""
    browser = Browser(world.url)
    form = browser.get(address).form(field_name="email")
    time.sleep(2.1)
    known = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email,
             "company": person.company} | ({"marketing": "y"} if agrees else {})  # fmt: skip
    done = browser.submit(form, known)
    if not done.path.endswith("/done"):
        raise StoryBroke(f"registering ended at {done.path}: {done.words[:400]}")
    browser.close()


def seat_of(letter: Letter) -> str:
    """The address of a registration's own page, in a mail about it."""
    found = letter.links("/seat/")
    if not found:
        raise StoryBroke(f"the mail {letter.subject!r} to {letter.to} does not lead to its registration")
    return found[0]


def press(world: World, letter: Letter, verb: str) -> None:
    """Follow a mail to one's own page and press its button: `take` or `leave`."""
    browser = Browser(world.url)
    browser.submit(browser.get(seat_of(letter)).form(action=f"/{verb}"))
    browser.close()


def address_of(world: World, event: Hosted, language: str = "en") -> str:
    """Where the event's page is, as the host's page says."""
    page = world.browsers[event.partner].get(event.path)
    for link in page.tree.css("main a[hreflang]"):
        if link.attributes.get("hreflang") == language:
            return str(link.attributes.get("href"))
    raise StoryBroke(f"{event.path} names no page in {language}")


def door_of(world: World, event: Hosted) -> str:
    """The link for the helpers at the door, as the host's page has it."""
    for link in world.browsers[event.partner].get(event.path).tree.css("main a[href*='/door/']"):
        return str(link.attributes.get("href"))
    raise StoryBroke(f"{event.path} has no link to the door")


def check_in(world: World, door: str, person: Sample) -> None:
    """A helper types a few letters of the name, and checks the guest in."""
    browser = Browser(world.url)
    page = browser.get(f"{door}?q={quote(person.first_name[:3])}")
    for form in page.forms():
        if form.action.endswith("/check-in") and any(person.name in words for words, _, _ in form.buttons):
            told = browser.submit(form)
            if person.name not in told.words:
                raise StoryBroke(f"the door does not say who came: {told.words[:400]}")
            browser.close()
            return
    raise StoryBroke(f"nobody called {person.name} stands at the door: {page.words[:400]}")
