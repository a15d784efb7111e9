"""The vendor gives leads of its own to partners: rules, who takes them, a lead that comes."""

from collections.abc import Mapping
from urllib.parse import quote

from tcma.trial.story.world import World


def enrol(world: World, partner: str, *, countries: str = "", products: str = "", by: str = "carlos") -> None:
    """A partner takes leads from now on. `partner` is its name."""
    browser = world.browsers[by]
    page = browser.get(browser.get(f"/hq/leads/partners?q={quote(partner)}").link(partner))
    values = {"takes": "y", "countries": countries, "products": products}
    browser.submit(page.form(field_name="takes"), values)


def write_rule(world: World, rule: Mapping[str, str], *, by: str = "carlos") -> None:
    """One more rule at the end of those there are, and all of them live. `rule` is {field: what is typed}."""
    browser = world.browsers[by]
    page = browser.submit(browser.get("/hq/leads/rules/edit").form(field_name="tier-0-name"), button="Add a rule")
    form = page.form(field_name="tier-0-name")
    number = sum(name.startswith("rule-") and name.endswith("-id") for name in form.fields) - 1
    fields = {name: value for name, value in form.fields.items() if not name.startswith(f"rule-{number}-covers-")}
    form.fields.clear()
    form.fields.update(fields)
    typed = {f"rule-{number}-{name}": value for name, value in rule.items()}
    tried = browser.submit(form, typed, button="Save and try it")
    browser.submit(tried.form(button="Make it live"))


def bring(world: World, *, by: str = "carlos", **said: str) -> str:
    """A lead that somebody types in. Returns its path."""
    browser = world.browsers[by]
    return browser.submit(browser.get("/hq/leads/new").form(field_name="company"), said).path


def bring_by_rule(world: World, partner: str, *, product: str, by: str = "carlos") -> str:
    """A lead about a product that one partner alone sells. Returns its path."""
    enrol(world, partner, countries="DE", products=product, by=by)
    write_rule(world, {"products": product, "covers-product": "y"}, by=by)
    return bring(
        world, company="Sample Works", email="ada@sample-works.example", first_name="Ada", last_name="Sample",
        phone="+49 30 555 0166", country="DE", product=product, message="Call me.", by=by,
    )  # fmt: skip


def discard(world: World, lead: str, *, by: str = "carlos") -> None:
    """Nobody is to call."""
    browser = world.browsers[by]
    browser.submit(browser.get(lead).form(field_name="why"), {"why": "The sample is over"})
