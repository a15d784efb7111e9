"""The door on a phone: by name, by a scan, without a network, without scripts, in both directions."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.events.models import Event, Registration
from tcma.events.queries import places
from tcma.events.rules import SeatState
from tcma.events.rules.door import ticket_code
from tests.events.world import World
from tests.looking import barriers

Open = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}

# A reader of codes that sees what the test holds before the camera, and a camera that films an empty canvas.
CAMERA = """
window.held = '';
window.BarcodeDetector = class { async detect() { return window.held ? [{ rawValue: window.held }] : []; } };
navigator.mediaDevices.getUserMedia = async asked => {
  window.asked = asked;
  const canvas = document.createElement('canvas');
  canvas.getContext('2d').fillRect(0, 0, 10, 10);
  return canvas.captureStream(5);
};
"""
BLIND = "delete window.BarcodeDetector;"
# The list's answer breaks off in its middle until `window.mended`: its head is there, its body is not.
BREAKS_OFF = """
const real = window.fetch;
window.fetch = async (address, options) => {
  const answer = await real(address, options);
  if (window.mended || !String(address).endsWith('/guests')) return answer;
  return new Response('{"guests": [', { headers: { ETag: answer.headers.get('ETag') } });
};
"""


@pytest.fixture
def event(world: World, session: Session) -> Event:
    """It begins just now; Jonas, Layla and Sara have seats, Omar waits."""
    found = world.published(capacity=3)
    for name in ("Sara", "Jonas", "Layla", "Omar"):
        world.registers(found, name)
    found.starts_at = clock.now(session)
    session.commit()
    return found


@pytest.fixture
def phone(browser: Browser, live: str, event: Event) -> Iterator[Open]:
    """Open a page on a phone of its own. A fault on the console fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(url: str = "", script: str = "", **options: Any) -> Page:
        context = browser.new_context(**{**PHONE, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto(url or places.door(event.id))
        if options.get("java_script_enabled", True) and not url:
            page.wait_for_selector("[data-door][data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def guest(session: Session, event: Event, name: str) -> Registration:
    session.rollback()
    return session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.first_name == name)
    ).one()


def ticket(session: Session, event: Event, name: str) -> str:
    return places.ticket(guest(session, event, name).id)


def hold(page: Page, code: str) -> None:
    page.evaluate("code => { window.held = code; }", code)


def big(page: Page) -> Any:
    return page.locator("[data-big]")


def test_three_letters_a_name_and_check_in_are_two_clicks(phone: Open, session: Session, event: Event) -> None:
    page = phone()
    page.get_by_label("Search by name or company").press_sequentially("lay")
    expect(page.locator("[data-guests] > li")).to_have_count(1)
    page.locator("summary", has_text="Layla Sample").click()  # one
    page.get_by_role("button", name="Check in: Layla Sample").click()  # two
    expect(big(page)).to_be_visible()
    expect(big(page)).to_contain_text("Layla Sample")
    expect(big(page)).to_contain_text("1 of 3")
    expect(big(page)).to_be_hidden()
    expect(page.locator("[data-count]")).to_have_text("1 of 3")
    assert guest(session, event, "Layla").state is SeatState.ATTENDED
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("[data-count]")).to_have_text("0 of 3")
    assert guest(session, event, "Layla").state is SeatState.CONFIRMED


def test_until_the_list_has_come_the_guests_of_the_page_are_searched(phone: Open) -> None:
    page = phone(script=BREAKS_OFF)
    page.get_by_label("Search by name or company").press_sequentially("lay")
    rows = page.locator("[data-guests] > li:visible")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Layla Sample")
    page.evaluate("window.mended = true; dispatchEvent(new Event('online'))")
    expect(page.locator("[data-guests] > li")).to_have_count(1)
    expect(rows.locator("summary")).to_contain_text("Layla Sample")


def test_a_scan_is_green_a_second_one_amber_and_another_events_code_red(
    phone: Open, session: Session, world: World, event: Event
) -> None:
    other = world.published(key="other")
    foreign = places.ticket(world.registers(other, "Eve").id)
    session.commit()
    sara, jonas = ticket(session, event, "Sara"), ticket(session, event, "Jonas")
    page = phone(script=CAMERA)
    page.get_by_role("button", name="Scan tickets").click()
    seen = []
    for code in (sara, jonas, sara, foreign):
        hold(page, code)
        expect(big(page)).to_be_visible()
        seen.append((str(big(page).get_attribute("class")).split()[-1], big(page).locator("strong").inner_text()))
        hold(page, "")
        expect(big(page)).to_be_hidden()
    assert seen[0] == ("ok", "Sara Sample")
    assert seen[1] == ("ok", "Jonas Sample")
    assert seen[2][0] == "warn"
    assert seen[2][1].startswith("Already in, ")
    assert seen[3] == ("bad", "Not on the list")
    assert page.evaluate("window.asked.video.facingMode.ideal") == "environment"
    page.get_by_role("button", name="Stop scanning").click()
    expect(page.get_by_role("button", name="Scan tickets")).to_be_focused()
    assert [guest(session, event, name).state for name in ("Sara", "Jonas")] == [SeatState.ATTENDED] * 2


def test_a_browser_that_reads_no_codes_says_so_and_offers_the_search(
    phone: Open, session: Session, event: Event
) -> None:
    page = phone(script=BLIND)
    page.get_by_role("button", name="Scan tickets").click()
    expect(page.locator("[data-scan-note]")).to_contain_text("cannot read codes")
    expect(page.get_by_label("Search by name or company")).to_be_focused()
    page.get_by_text("Type the code of a ticket").click()
    code = ticket_code(guest(session, event, "Sara").id)
    page.get_by_label("Code under the QR code").fill(f"{code[:4].lower()} {code[4:].lower()}")
    page.locator("[data-code]").get_by_role("button", name="Check in").click()
    expect(big(page)).to_contain_text("Sara Sample")


def test_without_a_network_check_ins_go_on_and_are_sent_afterwards(
    phone: Open, session: Session, event: Event
) -> None:
    sara, jonas = ticket(session, event, "Sara"), ticket(session, event, "Jonas")
    page = phone(script=CAMERA)
    line = page.locator("[data-offline-line]")
    page.get_by_role("button", name="Scan tickets").click()
    page.context.set_offline(True)
    for code in (sara, jonas):
        hold(page, code)
        expect(big(page)).to_be_visible()
        expect(big(page)).to_have_class("door-big ok")
        hold(page, "")
        expect(big(page)).to_be_hidden()
    hold(page, sara)
    expect(big(page)).to_have_class("door-big warn")
    hold(page, "")
    expect(line).to_have_text("Offline, 3 check-ins waiting")
    expect(page.locator("[data-count]")).to_have_text("2 of 3")
    assert guest(session, event, "Sara").state is SeatState.CONFIRMED, "nobody has heard of it yet"
    page.context.set_offline(False)
    expect(line).to_be_empty()
    assert [guest(session, event, name).state for name in ("Sara", "Jonas")] == [SeatState.ATTENDED] * 2
    expect(page.locator("[data-count]")).to_have_text("2 of 3")


def test_the_page_opened_anew_without_a_network_still_has_its_list_and_what_it_did(
    phone: Open, session: Session, event: Event
) -> None:
    page = phone()
    page.wait_for_selector("html[data-kept]")
    page.reload()
    page.wait_for_selector("[data-door][data-ready]")
    page.context.set_offline(True)
    page.locator("summary", has_text="Layla Sample").click()
    page.get_by_role("button", name="Check in: Layla Sample").click()
    expect(big(page)).to_contain_text("Layla Sample")
    page.reload()
    expect(page.locator("[data-offline-line]")).to_have_text("Offline, one check-in waiting")
    expect(page.locator("[data-count]")).to_have_text("1 of 3")
    page.context.set_offline(False)
    expect(page.locator("[data-offline-line]")).to_be_empty()
    assert guest(session, event, "Layla").state is SeatState.ATTENDED


def test_what_was_not_taken_after_all_is_told_when_the_network_is_back(
    phone: Open, session: Session, event: Event
) -> None:
    page = phone()
    page.context.set_offline(True)
    page.get_by_text("Add somebody who is not on the list").click()
    for label, text in (("First name", "Ruth"), ("Last name", "Sample"), ("E-mail", "ruth@reader.example")):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Add and check in").click()
    expect(big(page)).to_contain_text("kept on the phone")
    page.context.set_offline(False)
    expect(page.get_by_text("Not taken: All 3 seats are taken")).to_be_visible()


def test_two_phones_at_one_door_agree(phone: Open, session: Session, event: Event) -> None:
    one, two = phone(), phone()
    for page in (one, two):
        page.locator("summary", has_text="Sara Sample").click()
    one.get_by_role("button", name="Check in: Sara Sample").click()
    expect(big(one)).to_have_class("door-big ok")
    two.get_by_role("button", name="Check in: Sara Sample").click()
    expect(big(two)).to_have_class("door-big warn")
    expect(two.locator("[data-count]")).to_have_text("1 of 3")


def test_who_waits_is_not_let_in_without_a_free_seat(phone: Open, session: Session, event: Event) -> None:
    page = phone()
    page.locator("summary", has_text="Omar Sample").click()
    page.get_by_role("button", name="Give a free seat: Omar Sample").click()
    expect(big(page)).to_have_class("door-big bad")
    expect(big(page)).to_contain_text("All 3 seats are taken")


def test_everything_at_the_door_works_without_scripts(phone: Open, session: Session, event: Event) -> None:
    page = phone(java_script_enabled=False)
    expect(page.get_by_role("button", name="Scan tickets")).to_be_hidden()
    page.get_by_label("Search by name or company").fill("sar")
    page.get_by_role("button", name="Search").click()
    page.locator("summary", has_text="Sara Sample").click()
    page.get_by_role("button", name=re.compile("Check in ?: Sara Sample")).click()
    expect(page.get_by_role("status").filter(has_text="1 of 3")).to_be_visible()
    page.get_by_role("button", name=re.compile("Undo ?: Sara Sample")).first.click()
    assert guest(session, event, "Sara").state is SeatState.CONFIRMED


def test_a_ticket_that_was_opened_once_opens_without_a_network(
    phone: Open, session: Session, event: Event
) -> None:
    page = phone(ticket(session, event, "Sara"))
    page.wait_for_selector("html[data-kept]")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("img", name="QR code of this ticket")).to_be_visible()
    expect(page.get_by_text("Sara Sample")).to_be_visible()


@pytest.mark.parametrize("look", [{"locale": "en-GB"}, {"locale": "ar"}, {"locale": "de", "color_scheme": "dark"}],
                         ids=["english", "arabic", "german, dark"])  # fmt: skip
def test_a_machine_finds_nothing_wrong_at_the_door(
    phone: Open, session: Session, event: Event, look: dict[str, Any]
) -> None:
    page = phone(script=CAMERA, **look)
    assert page.evaluate("document.documentElement.dir") == ("rtl" if look["locale"] == "ar" else "ltr")
    assert barriers(page) == []
    for fold in page.locator("details > summary").all():
        fold.click()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_machine_finds_nothing_wrong_with_a_ticket(
    phone: Open, session: Session, world: World, event: Event, language: str
) -> None:
    one = guest(session, event, "Sara")
    one.language = language
    session.commit()
    registration_id: UUID = one.id
    page = phone(places.ticket(registration_id))
    assert page.evaluate("document.documentElement.lang") == language
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
