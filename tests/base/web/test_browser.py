"""The guide in a browser: accessible, without sideways scroll, and with its enhancements at work."""

import os

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.fixtures.browser import chromium
from tests.looking import barriers

LAYOUTS = ["partner", "vendor", "launch", "public"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("lang", "theme", "width"), [("en", "light", 1280), ("ar", "dark", 390)])
def test_no_machine_finds_a_barrier(
    browser: Browser, guide_url: str, layout: str, lang: str, theme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{guide_url}/guide/{layout}?lang={lang}&theme={theme}&toast=1")
    assert barriers(page) == []
    assert faults == []
    context.close()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_scrolls_sideways_on_a_narrow_phone(browser: Browser, guide_url: str, layout: str, lang: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{guide_url}/guide/{layout}?lang={lang}&errors=1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_scrolls_sideways_with_text_twice_as_large(playwright: Playwright, guide_url: str, layout: str) -> None:
    arguments = ["--blink-settings=defaultFontSize=32", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    large = playwright.chromium.launch(executable_path=chromium(), args=arguments)
    page = large.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{guide_url}/guide/{layout}")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    large.close()


def test_a_menu_closes_on_escape_and_focus_goes_back(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/guide/partner")
    menu = page.locator("details[data-menu] summary").first
    menu.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_error_summary_has_the_focus(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/guide/partner?errors=1")
    expect(page.locator(".errsum")).to_be_focused()
    page.get_by_role("link", name="Enter a name").click()
    expect(page.locator("#name")).to_be_focused()


def test_the_preview_changes_without_losing_what_was_typed(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/guide/launch")
    page.get_by_text("Edit words").click()
    page.fill("#subject", "My words")
    page.get_by_role("link", name="Email 2, day 3").click()
    expect(page.locator(".inbox .sub")).to_have_text("Would you know within the hour? 2")
    expect(page.locator("#subject")).to_have_value("My words")
    page.get_by_role("link", name="Phone").click()
    expect(page.locator("[data-stage]")).to_have_attribute("data-width", "375")


def test_a_count_follows_the_typing_and_a_colour_its_contrast(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/guide/partner")
    page.fill("#words", "x" * 250)
    expect(page.locator(".count")).to_have_text("10 characters too many")
    page.locator("#colour").evaluate("node => { node.value = '#facc15'; node.dispatchEvent(new Event('input')) }")
    expect(page.locator("[data-colour-note]")).to_contain_text("turned dark")


def test_a_running_send_is_polled(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/guide/partner")
    expect(page.locator("[data-progress] [data-words]")).to_contain_text("of 412 sent", timeout=6_000)
    assert page.title().startswith("(")


def test_the_theme_wins_over_the_device_and_follows_it_otherwise(browser: Browser, guide_url: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{guide_url}/guide/public")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(background) == "rgb(15, 16, 18)"
    page.goto(f"{guide_url}/guide/public?theme=light")
    assert page.evaluate(background) == "rgb(246, 246, 243)"
    context.close()


def test_every_page_is_whole_without_script(browser: Browser, guide_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{guide_url}/guide/launch")
    page.get_by_role("link", name="Email 2, day 3").click()
    expect(page.locator(".inbox .sub")).to_have_text("Would you know within the hour? 2")
    page.goto(f"{guide_url}/guide/partner")
    page.locator("details[data-menu] summary").first.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    context.close()
