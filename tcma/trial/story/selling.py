"""From the call list to revenue: registered by the partner, approved and won by the vendor."""

from urllib.parse import urlsplit

from tcma.trial.story.browser import Page, StoryBroke
from tcma.trial.story.mailbox import wait_until
from tcma.trial.story.world import World

STAGES = ("qualified", "proposal", "negotiation")


def register_lead(world: World, partner: str, person: str, *, amount: str, country: str = "") -> str:
    """Call list, Register deal, Send. Returns the path of the registration."""
    browser = world.browsers[partner]

    form_page = browser.get(_on_the_call_list(world, partner, person, "Register deal"))
    return _send(world, partner, form_page, {"amount": amount, **({"account_country": country} if country else {})})


def register_cold(world: World, partner: str, *, company: str, domain: str, country: str, amount: str) -> str:
    """A deal that no campaign had a part in."""
    page = world.browsers[partner].get("/deals/new")
    values = {
        "account_name": company, "account_domain": domain, "account_country": country, "amount": amount,
        "contact_name": "Sample Buyer", "contact_email": f"buyer@{domain}",
    }
    return _send(world, partner, page, values)


def note(world: World, partner: str, person: str, text: str) -> None:
    """The partner takes a lead in hand and writes down the next step."""
    browser = world.browsers[partner]
    page = browser.get(_on_the_call_list(world, partner, person, "See the story"))
    page = browser.submit(page.form(field_name="note"), {"note": text})
    browser.submit(page.form(button="being worked on"))


def dismiss(world: World, partner: str, person: str) -> None:
    """The partner called, and it is no fit."""
    browser = world.browsers[partner]
    page = browser.get(_on_the_call_list(world, partner, person, "See the story"))
    browser.submit(page.form(button="not a fit"))


def _on_the_call_list(world: World, partner: str, person: str, link: str) -> str:
    """Where this link of a person's line leads, once it is there."""

    def raised() -> str | None:
        page = world.browsers[partner].get("/leads")
        found = (address for words, address in page.links() if link in words and person in words)
        return next(found, None)

    return wait_until(raised, f"{person} on the call list", 30)


def _send(world: World, partner: str, page: Page, values: dict[str, str]) -> str:
    form = page.form(field_name="expected_close")
    sent = world.browsers[partner].submit(form, values, button="Send")
    path = urlsplit(sent.url).path
    if not path.startswith("/deals/") or path == "/deals/new":
        raise StoryBroke(f"the registration ended at {path}: {sent.words[:600]}")
    return path


def approve(world: World, registration: str, *, by: str = "carlos") -> None:
    """The channel manager approves, by one button."""
    browser = world.browsers[by]
    page = browser.get(f"/hq{registration}")
    browser.submit(page.form(button="Approve"), button="Approve")


def advance(world: World, registration: str, partner: str, *, steps: int = 3, done: int = 0) -> None:
    """The partner moves the deal on: qualified, proposal, negotiation. Each is shown before the next.

    `done`: how many of these it has gone before.
    """
    browser = world.browsers[partner]
    for following in STAGES[done : done + steps]:
        form = browser.get(registration).form(action="/stage")
        if form.fields.get("to") != following:
            raise StoryBroke(f"{registration} offers {form.fields.get('to')!r}, not {following!r}")
        browser.submit(form)


def lose(world: World, registration: str, partner: str, *, reason: str) -> None:
    """The customer decided otherwise."""
    browser = world.browsers[partner]
    browser.submit(browser.get(registration).form(action="/lost"), {"reason": reason})


def win(world: World, registration: str, *, order: str, amount: str, by: str = "carlos") -> None:
    """The vendor books the order."""
    browser = world.browsers[by]
    form = browser.get(f"/hq{registration}").form(field_name="order_number")
    browser.submit(form, {"order_number": order, "amount": amount})


def look_at_reports(world: World, partner: str, amount: str, *, by: str = "carlos") -> None:
    """What the vendor and the partner read of it: the amount, per asset."""

    def shown() -> bool:
        pages = [world.browsers[by].get("/hq/attribution?model=first"), world.browsers[partner].get("/results")]
        return all(amount in page.words for page in pages)

    wait_until(shown, f"{amount} on the pages of the vendor and the partner", 90)
