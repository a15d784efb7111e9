"""Pages with real figures in a browser: few clicks to what matters."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.roles import Actor
from tcma.partners.actions import open_session
from tcma.partners.models import Person
from tcma.partners.views.blueprint import COOKIE
from tests.deals.world import World
from tests.reports.rich import rich

Enter = Callable[..., Page]


@pytest.fixture
def world(session: Session, database: Engine) -> World:
    return rich(session)


@pytest.fixture
def enter(live: str, session: Session, browser: Browser, world: World) -> Enter:
    """A page of one of the cast's browser, signed in."""

    def enter(actor: Actor, *, language: str = "en", theme: str = "light", **options: object) -> Page:
        person = session.get_one(Person, actor.person_id)
        person.language, person.theme = language, theme
        token = open_session(session, person_id=actor.person_id, now=clock.now(session))
        session.commit()
        context: BrowserContext = browser.new_context(base_url=live, reduced_motion="reduce", **options)  # type: ignore[arg-type]  # keywords of several kinds
        context.add_cookies([{"name": COOKIE, "value": token, "url": live}])
        context.set_default_timeout(10_000)
        return context.new_page()

    return enter


def test_a_lead_becomes_a_registration_in_three_clicks(world: World, enter: Enter) -> None:
    page = enter(world.charlie)
    page.goto("/home")
    page.get_by_role("link", name="Call list").click()
    page.get_by_role("link", name="Register deal").first.click()
    page.get_by_label("Amount you expect").fill("9500")
    page.get_by_label("Note").fill("Ten sites")
    page.get_by_role("button", name="Send registration").click()
    expect(page.get_by_text("Sent. We answer within two business days.")).to_be_visible()
    expect(page.get_by_text("Studio North").first).to_be_visible()


def test_a_deal_is_approved_by_one_click_and_the_next_opens(world: World, enter: Enter) -> None:
    page = enter(world.vera)
    page.goto("/hq/deals")
    first = page.locator("#next")
    expect(first).to_contain_text("Riverside Dental")
    first.get_by_role("button", name="Approve").click()
    expect(page.locator("#next")).to_contain_text("Copper Kettle")


@pytest.mark.parametrize("script", [True, False])
def test_from_another_rule_to_the_deals_of_an_asset_in_three_clicks(world: World, enter: Enter, script: bool) -> None:
    page = enter(world.vera, java_script_enabled=script)
    page.goto("/hq")
    page.get_by_role("link", name="Attribution").first.click()
    page.get_by_text("Last touch", exact=True).first.click()
    expect(page.locator(".m-last")).to_be_visible()
    expect(page.locator(".m-position")).to_be_hidden()
    page.locator(".m-last .asset a").first.click()
    expect(page.get_by_text("The amounts in the last column sum to it exactly.")).to_be_visible()
    assert "model=last" in page.url


def test_the_report_stays_small(world: World, enter: Enter) -> None:
    page = enter(world.vera)
    answer = page.goto("/hq/attribution")
    assert answer is not None
    assert page.evaluate("document.querySelectorAll('*').length") <= 2500
    assert int(page.evaluate("performance.getEntriesByType('navigation')[0].encodedBodySize")) <= 40_000
