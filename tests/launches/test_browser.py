"""The launch page and the run's page in a browser, with scripts and without."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.base import clock
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState
from tcma.launches.models import Launch
from tcma.launches.rules import LaunchState
from tcma.partners.actions import open_session
from tcma.partners.views.blueprint import COOKIE
from tests.launches.pages import PAGE
from tests.launches.world import HEAD, INTRO, World

Open = Callable[..., Page]


@pytest.fixture
def enter(
    browser: Browser, live: str, session: Session, world: World, mailer: LocalMailer
) -> Iterator[Open]:
    """Open a page as Alice; options are those of the browser. A fault on the console fails the test."""
    token = open_session(session, person_id=world.alice.person_id, agent="test", now=clock.now(session))
    session.commit()
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(path: str = PAGE, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": COOKIE, "value": token, "url": live}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto(live + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def held(session: Session) -> list[Launch]:
    states = select(Launch).where(Launch.state == LaunchState.HOLDING)
    return list(session.scalars(states.execution_options(populate_existing=True)))


def test_a_choice_is_saved_and_the_sentence_and_the_preview_follow(enter: Open, session: Session) -> None:
    page = enter()
    frame = page.frame_locator("[data-frame]")
    expect(page.locator("#sum")).to_contain_text("3 people")
    page.get_by_text("Send now").click()
    expect(page.locator("#sum")).to_contain_text("in 60 seconds")
    expect(page.locator("#saved")).to_contain_text("Draft saved")
    page.get_by_text("Edit words").click()
    page.get_by_label("Text").fill("Only here, in our own words.")
    expect(frame.get_by_text("Only here, in our own words.")).to_be_visible()
    page.get_by_text("Pick a time").click()
    expect(page.locator("#sum")).to_contain_text("Choose a day and a time")
    page.fill("#at", (clock.now(session) + timedelta(days=20)).strftime("%Y-%m-%dT09:30"))
    expect(page.locator("#sum")).to_contain_text("9:30")
    page.reload()
    expect(page.locator("#at")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("Only here, in our own words.")


def test_words_that_do_not_fit_stay_where_they_are_and_the_page_says_why(enter: Open) -> None:
    page = enter()
    page.get_by_text("Edit words").click()
    page.get_by_label("Text").fill("x" * 301)
    expect(page.locator("#saved")).to_contain_text("301 characters; 300 fit")
    page.get_by_role("link", name="Phone").click()
    expect(page.locator("[data-stage]")).to_have_attribute("data-width", "375")
    expect(page.get_by_label("Text")).to_have_value("x" * 301)
    page.get_by_label("Text").fill("Short.")
    expect(page.locator("#saved")).to_contain_text("Draft saved")


def test_another_part_or_language_brings_its_own_words_and_loses_none(enter: Open, session: Session) -> None:
    page = enter()
    page.get_by_text("Edit words").click()
    page.get_by_label("Text").fill("Typed a moment ago.")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("[name=lang]")).to_have_value("de")
    expect(page.locator(".inbox")).to_contain_text("würden Sie es")
    page.get_by_role("link", name="Landing page").click()
    expect(page.locator("[name=part]")).to_have_value("landing")
    expect(page.frame_locator("[data-frame]").get_by_role("button", name="Send me the check")).to_be_visible()
    (draft,) = session.scalars(select(Launch))
    assert draft.own_words["en"] == {INTRO: "Typed a moment ago."}


FITS = "document.documentElement.scrollHeight <= innerHeight + 1 && innerHeight - document.body.offsetHeight < 60"


def test_the_frame_is_as_high_as_the_mail_at_every_width(enter: Open) -> None:
    page = enter()
    frame = page.locator("[data-frame]")
    expect(frame).not_to_have_css("height", "900px")
    assert page.frames[-1].evaluate(FITS)
    page.get_by_role("link", name="Phone").click()
    expect(frame).to_have_css("width", "375px")
    page.wait_for_timeout(300)  # the frame is fitted at its next paint
    assert page.frames[-1].evaluate(FITS)


def test_two_clicks_from_home_it_is_held_and_undo_brings_it_back(enter: Open, session: Session) -> None:
    page = enter("/home")
    clicks = 0
    for button in (page.locator(".ccard", has_text="Readiness check").locator("a.btn-primary"),
                   page.get_by_role("button", name="Schedule campaign")):  # fmt: skip
        button.click()
        clicks += 1
    page.wait_for_url("**/runs/*")
    assert (clicks, len(held(session))) == (2, 1)
    left = page.locator("[data-countdown]")
    before = left.inner_text()
    expect(left).not_to_have_text(before)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**{PAGE}")
    expect(page.locator(".toast")).to_contain_text("Undone")
    assert held(session) == []


def test_a_double_click_is_one_launch(enter: Open, session: Session) -> None:
    page = enter()
    page.get_by_role("button", name="Schedule campaign").dblclick()
    page.wait_for_url("**/runs/*")
    assert len(held(session)) == 1


def test_everything_works_without_scripts(enter: Open, session: Session) -> None:
    page = enter(java_script_enabled=False)
    page.get_by_text("Send now").click()
    page.get_by_text("Edit words").click()
    page.get_by_label("Text").fill("Typed without scripts.")
    page.get_by_role("button", name="Save words").click()
    expect(page.locator("#sum")).to_contain_text("in 60 seconds")
    expect(page.frame_locator("[data-frame]").get_by_text("Typed without scripts.")).to_be_visible()
    page.get_by_role("link", name="Email 2").click()
    expect(page.locator("[name=part]")).to_have_value("email-2")
    page.get_by_role("button", name="Schedule campaign").click()
    page.wait_for_url("**/runs/*")
    expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"0:[0-5]\d"))
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**{PAGE}")
    (draft,) = session.scalars(select(Launch))
    assert (draft.state, draft.own_words["en"]) == (LaunchState.DRAFT, {INTRO: "Typed without scripts."})


def test_the_numbers_of_a_run_change_while_it_is_looked_at(enter: Open, session: Session, world: World) -> None:
    page = enter(f"/runs/{begun(session, world).id}")
    cell = page.locator('[data-count="1.accepted"]')
    expect(cell).to_have_text("0")
    session.execute(update(Message).values(state=MessageState.ACCEPTED))
    session.commit()
    expect(cell).to_have_text("3")
    expect(page.locator("[data-words]")).to_contain_text("3 of 3 sent.")


def begun(session: Session, world: World) -> Launch:
    now = clock.now(session)
    launch = world.begun(now=now + timedelta(seconds=61), words={HEAD: "Who would notice?"})
    session.commit()
    return launch
