"""The pages as people see them: light and dark, left-to-right and right-to-left, with no fault that axe finds."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.jobs import carry_on
from tcma.audiences.models import Contact
from tcma.base import clock, tokens
from tcma.base.db import new_id
from tcma.partners.actions import open_session
from tests.audiences.begun import begun, brought
from tests.audiences.books import SheetOf, book
from tests.audiences.files import SMALL
from tests.audiences.people import contact
from tests.cast import alice
from tests.looking import faults

FILE = SMALL.replace("AE\n", "AE\n;Nadia;Karim;AE\nsara@al-noor;S;;\nSARA@noor.example;Again;;\n", 1)


@pytest.fixture
def signed_in(live: str, session: Session, browsing: BrowserContext) -> Callable[[str], UUID]:
    """Sign Alice in, in a language. Returns her partner."""

    def sign_in(language: str) -> UUID:
        person = alice(session)
        person.language = language
        cookie = open_session(session, person_id=person.id, now=clock.now(session))
        session.commit()
        host = urlsplit(live).hostname
        browsing.add_cookies([{"name": "tcma_session", "value": cookie, "domain": host or "", "path": "/"}])
        assert person.partner_id
        return person.partner_id

    return sign_in


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_file_becomes_people_who_can_leave(
    live: str, page: Page, session: Session, signed_in: Callable[[str], UUID], language: str
) -> None:
    signed_in(language)
    page.goto(f"{live}/contacts")
    assert faults(page) == []
    page.goto(f"{live}/contacts/import")
    assert faults(page) == []
    page.set_input_files("#file", {"name": "Spring fair.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.wait_for_url("**/contacts/imports/**")
    assert faults(page) == []
    page.locator("button[value=use]").click()
    expect(page.locator(".errsum")).to_be_visible()
    assert faults(page) == []
    page.locator("input[name=basis][value=express]").check()
    page.locator("button[value=use]").click()
    page.wait_for_load_state()
    assert faults(page) == []
    page.goto(f"{live}/contacts")
    assert faults(page) == []
    sara = session.scalars(select(Contact).where(Contact.addr_key == "sara@noor.example")).one()
    page.goto(f"{live}/contacts/{sara.id}")
    assert faults(page) == []
    token = tokens.sign("unsubscribe", sara.id.bytes + new_id().bytes)
    page.goto(f"{live}/p/{token}?lang={language}")
    assert faults(page) == []
    page.goto(f"{live}/u/{token}?lang={language}")
    assert faults(page) == []
    page.locator("main form button").first.click()
    assert faults(page) == []
    page.locator("main form button").first.click()
    assert faults(page) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_spreadsheet_is_asked_about_and_its_storing_can_be_stopped(
    live: str, page: Page, session: Session, signed_in: Callable[[str], UUID], language: str
) -> None:
    signed_in(language)
    rows = [["Email", "First name"], ["a@x.example", "Ann"], ["info@x.example", ""]]
    sheets = [SheetOf("People", rows), SheetOf("Old", rows[:2]), SheetOf("Secret", rows, "hidden")]
    page.goto(f"{live}/contacts/import")
    page.set_input_files("#file", {"name": "people.csv", "mimeType": "text/csv", "buffer": book(*sheets)})
    page.wait_for_url("**/contacts/imports/**")
    assert faults(page) == []
    page.locator("input[name=answer][value=People]").check()
    page.locator("main form button").first.click()
    expect(page.locator("#columns")).to_be_visible()
    assert faults(page) == []
    found = begun(session, SMALL)
    page.goto(f"{live}/contacts/imports/{found.id}")
    assert faults(page) == []
    page.locator("form[action$='/stop'] button").click()
    expect(page.locator("form[action$='/stop']")).to_have_count(0)
    assert faults(page) == []
    found = brought(session, SMALL)
    found.created_at = clock.now(session)
    session.commit()
    page.goto(f"{live}/contacts")
    page.locator(f"a.banner[href$='{found.id}']").click()
    expect(page.locator("[data-progress] progress")).to_be_visible()
    assert faults(page) == []
    carry_on(str(found.id))
    expect(page.locator("#columns")).to_be_visible()  # the page goes on by itself


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_key_is_made_and_shown(live: str, page: Page, signed_in: Callable[[str], UUID], language: str) -> None:
    signed_in(language)
    page.goto(f"{live}/contacts/keys")
    page.locator("#name").fill("Web shop")
    page.locator("main form button").first.click()
    expect(page.locator("main code")).to_be_visible()
    assert faults(page) == []


def test_the_count_of_a_segment_follows_what_is_typed(
    live: str, page: Page, session: Session, signed_in: Callable[[str], UUID]
) -> None:
    partner = signed_in("en")
    for company in ("Noor Clinics", "Noor Clinics", "Hafen"):
        contact(session, partner, company=company)
    session.commit()
    page.goto(f"{live}/contacts/segments/new")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("Company: with what").fill("noor clinics")
    expect(page.locator("#math")).to_contain_text("2 people are in it.")
    page.get_by_label("Company: how it is compared").select_option("is_not")
    expect(page.locator("#math")).to_contain_text("1 person is in it.")
    page.get_by_role("textbox", name="Name").fill("Not the clinics")
    page.get_by_role("button", name="Save segment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not the clinics")
