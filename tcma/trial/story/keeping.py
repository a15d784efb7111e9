"""What a partner keeps about its people: segments, tags, notes, and whom it does not write to."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from tcma.trial.story.browser import Page, StoryBroke
from tcma.trial.story.world import World

Condition = tuple[str, str, str]  # field, operator, value


def save_segment(world: World, partner: str, name: str, conditions: Sequence[Condition]) -> Page:
    """One condition after the other, then Save. Returns the segment's people."""
    browser = world.browsers[partner]
    form = browser.get("/contacts/segments/new").form(button="Add a condition")
    for number, (field, operator, value) in enumerate(conditions):
        form = browser.submit(form, {"add": field}, button="Add a condition").form(button="Add a condition")
        form.fields |= {f"operator-{number}": operator, f"value-{number}": value}
    saved = browser.submit(form, {"name": name}, button="Save segment")
    if saved.path != "/contacts":
        raise StoryBroke(f"saving the segment {name} ended at {saved.path}: {saved.words[:400]}")
    return saved


def tag_everyone(world: World, partner: str, shown: Page, tag: str) -> None:
    """A tag for everybody whom a list, a segment or a search shows."""
    done = world.browsers[partner].submit(shown.form(button="Tag people"), {"name": tag}, button="Tag people")
    if tag not in done.words:
        raise StoryBroke(f"tagging ended at {done.path}: {done.words[:400]}")


def people_of_list(world: World, partner: str, name: str) -> Page:
    """The people of the list of this name."""
    browser = world.browsers[partner]
    return browser.get(browser.get("/contacts").link(name))


def person(world: World, partner: str, email: str) -> str:
    """The path of a person's page, by a search for the address."""
    found = world.browsers[partner].get(f"/contacts?q={email}")
    for words, address in found.links():
        path = urlsplit(address).path
        if path.startswith("/contacts/") and words and path.count("/") == 2 and path.count("-") == 4:
            return path
    raise StoryBroke(f"{email} is not among the people: {found.words[:400]}")


def tag_person(world: World, partner: str, email: str, tag: str) -> None:
    browser = world.browsers[partner]
    browser.submit(browser.get(person(world, partner, email)).form(action="/tag"), {"name": tag})


def write_note(world: World, partner: str, email: str, text: str) -> None:
    browser = world.browsers[partner]
    shown = browser.submit(browser.get(person(world, partner, email)).form(button="Save note"), {"body": text})
    if text not in shown.words:
        raise StoryBroke(f"the note is not on {shown.path}")


def do_not_write(world: World, partner: str, entries: str, *, why: str) -> None:
    """Addresses or domains onto the list of whom this partner does not write to; `why` is `asked` or `own`."""
    browser = world.browsers[partner]
    form = browser.get("/contacts/suppressed").form(field_name="entries")
    shown = browser.submit(form, {"entries": entries, "why": why})
    if missing := [one for one in entries.split() if one not in shown.words]:
        raise StoryBroke(f"{', '.join(missing)} is not on the list: {shown.words[:400]}")


def make_key(world: World, partner: str, program: str) -> None:
    """A key with which a program brings contacts."""
    browser = world.browsers[partner]
    made = browser.submit(browser.get("/contacts/keys").form(field_name="name"), {"name": program})
    if program not in made.words:
        raise StoryBroke(f"no key for {program}: {made.words[:400]}")
