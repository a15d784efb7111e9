"""The pages as people see them: light and dark, left-to-right and right-to-left, with no fault that axe finds."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base import clock, tokens
from tcma.base.db import new_id
from tcma.partners.actions import open_session
from tests.audiences.files import SMALL
from tests.cast import alice

LOOKS = [
    {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    for scheme, width in (("light", 1280), ("dark", 390))
]
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


def check(page: Page, name: str) -> None:
    """No violation, no sideways scroll; a picture where SHOTS says so."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    violations = Axe().run(page).response["violations"]
    assert violations == [], [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in violations]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark-phone"])
def test_a_file_becomes_people_who_can_leave(
    live: str, page: Page, session: Session, signed_in: Callable[[str], UUID], language: str, look: dict[str, object]
) -> None:
    signed_in(language)
    tag = f"{language}-{look['color_scheme']}"
    page.goto(f"{live}/contacts")
    check(page, f"contacts-empty-{tag}")
    page.goto(f"{live}/contacts/import")
    check(page, f"import-{tag}")
    page.set_input_files("#file", {"name": "Spring fair.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    page.wait_for_url("**/contacts/imports/**")
    check(page, f"preview-{tag}")
    page.locator("button[value=use]").click()
    expect(page.locator(".errsum")).to_be_visible()
    check(page, f"preview-error-{tag}")
    page.locator("input[name=basis][value=express]").check()
    page.locator("button[value=use]").click()
    page.wait_for_load_state()
    check(page, f"stored-{tag}")
    page.goto(f"{live}/contacts")
    check(page, f"contacts-{tag}")
    sara = session.scalars(select(Contact).where(Contact.addr_key == "sara@noor.example")).one()
    page.goto(f"{live}/contacts/{sara.id}")
    check(page, f"person-{tag}")
    token = tokens.sign("unsubscribe", sara.id.bytes + new_id().bytes)
    page.goto(f"{live}/p/{token}?lang={language}")
    check(page, f"preferences-{tag}")
    page.goto(f"{live}/u/{token}?lang={language}")
    check(page, f"unsubscribe-{tag}")
    page.locator("main form button").first.click()
    check(page, f"unsubscribed-{tag}")
    page.locator("main form button").first.click()
    check(page, f"undone-{tag}")
