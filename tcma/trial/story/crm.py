"""The vendor reads its CRM, says what its fields mean, and sends what became of a deal."""

import re
from urllib.parse import urlsplit

from tcma.trial.story.browser import Page, StoryBroke
from tcma.trial.story.mailbox import wait_until
from tcma.trial.story.world import World

FIELDS = {
    "registration": "Registration__c", "order_number": "Order_Number__c", "currency": "CurrencyIsoCode",
    "vat": "VAT__c", "customer": "Type",
}  # fmt: skip
"""What the fields of the trial's org mean."""


def map_fields(world: World, *, by: str = "vera") -> None:
    """As the administrator."""
    browser = world.browsers[by]
    browser.submit(browser.get("/hq/crm/mapping").form(field_name="stages"), FIELDS)


def try_reading(world: World, *, by: str = "carlos") -> str:
    """A reading that changes nothing, to its end. Returns its path."""
    browser = world.browsers[by]
    page = browser.submit(browser.get("/hq/crm").form(field_name="everything"), {}, button="Only try it")
    path = urlsplit(page.url).path
    wait_until(lambda: "Under way" not in browser.get(path).words, f"the reading {path} to end")
    told = browser.get(path).words
    if "Tried to the end" not in told:
        raise StoryBroke(f"the reading broke off: {told[:600]}")
    return path


def send_order(world: World, registration: str, *, order: str, amount: str, by: str = "carlos") -> Page:
    """A file that says that a registration (its path) was won with this order. Returns what became of it."""
    browser = world.browsers[by]
    found = re.search(r"Registration (\d+)", browser.get(f"/hq{registration}").words)
    number = found[1] if found else ""
    body = f"registration,stage,order_number,amount\n{number},won,{order},{amount}\n"
    form = browser.get("/hq/crm").form(field_name="encoding")
    return browser.submit(form, files={"file": ("orders.csv", body.encode())}, button="Put it into effect")
