"""The account pages in a browser: no barrier in either direction, and signing in without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tcma.base import tokens
from tcma.base.clock import now
from tcma.base.roles import Role
from tcma.partners import actions
from tcma.partners.actions.hashing import hashed
from tests.cast import actor, alice, bob, charlie, vera
from tests.partners.conftest import PASSWORD


@pytest.fixture
def invitation(database: Engine, session: Session) -> str:
    """Everyone of the cast with a password, and the path of an open invitation."""
    for person in (vera(session), alice(session), bob(session), charlie(session)):
        person.password_hash = hashed(PASSWORD)
    host = alice(session)
    invited = actions.invite(
        session, email="dana@kestrel.example", name="Dana Sample", role=Role.EVENT_HOST, partner_id=host.partner_id,
        language="en", actor=actor(host), now=now(session),
    )  # fmt: skip
    session.commit()
    return f"/in/{tokens.sign('invitation', invited.id.bytes)}"


def enter(page: Page, live: str, email: str) -> None:
    page.goto(f"{live}/sign-in?next=/me")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    expect(page).to_have_url(f"{live}/me")


def speak(page: Page, language: str) -> None:
    page.locator("details[data-menu]:visible summary").first.click()
    page.locator(f"button[name=language][value={language}]:visible").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def barriers(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


@pytest.mark.parametrize(("language", "scheme", "width"), [("en-GB", "light", 1280), ("ar", "dark", 320)])
def test_no_machine_finds_a_barrier_on_the_account_pages(
    browser: Browser, live: str, invitation: str, language: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        locale=language, color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce",
        viewport={"width": width, "height": 800},
    )  # fmt: skip
    page = context.new_page()

    def look(path: str) -> None:
        page.goto(live + path)
        assert (path, barriers(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    look("/sign-in")
    look(invitation)
    enter(page, live, "alice@kestrel.example")
    speak(page, language[:2])
    for path in ("/me", "/team"):
        look(path)
    context.clear_cookies()
    enter(page, live, "vera@northgate.example")
    speak(page, language[:2])
    for path in ("/me", "/hq/people", "/hq/partners", "/hq/partners/new"):
        look(path)
    page.goto(f"{live}/hq/partners")
    look(page.get_by_role("link", name="Kestrel Systems").get_attribute("href") or "")
    context.close()


def test_an_invited_person_comes_in_without_script(browser: Browser, live: str, invitation: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live + invitation)
    page.fill("#password", "northgate2026")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.goto(f"{live}/me")
    expect(page.get_by_role("heading", name="My settings")).to_be_visible()
    page.locator("details[data-menu] summary").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{live}/sign-in")
    context.close()
