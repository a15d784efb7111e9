"""Coming in without script."""

import pytest
from playwright.sync_api import Browser, expect
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
