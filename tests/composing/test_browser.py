"""Path V1 in a real browser, its clicks counted, with no fault that axe finds."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.roles import Role
from tcma.catalogue import queries as catalogue
from tcma.catalogue.models import KitVersion
from tcma.partners.actions import open_session
from tcma.partners.models import Partner
from tests import cast
from tests.looking import faults

LOOKS = [
    {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"},
    {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}, "java_script_enabled": False},
]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark-phone-without-script"])
def test_a_marketer_publishes_a_new_campaign_in_three_clicks_and_the_words(
    live: str, page: Page, browsing: BrowserContext, session: Session, database: Engine, version: KitVersion,
    brightwave: Partner, look: dict[str, object],
) -> None:  # fmt: skip
    scripted = look.get("java_script_enabled", True)
    maya = cast.vera(session, Role.CHANNEL_MARKETER)
    cookie = open_session(session, person_id=maya.id, now=clock.now(session))
    session.commit()
    host = urlsplit(live).hostname
    browsing.add_cookies([{"name": "tcma_session", "value": cookie, "domain": host or "", "path": "/"}])

    page.goto(f"{live}/hq/campaigns")
    if scripted:
        assert faults(page) == []
    page.get_by_label("Its name").fill("Backup check")
    page.get_by_role("button", name="Start writing").click()  # 1
    expect(page).to_have_url(f"{live}/hq/campaigns/backup-check")
    page.get_by_label("Subject", exact=True).fill("Could you restore by noon?")
    if scripted:
        assert faults(page) == []
    page.get_by_role("button", name="Check", exact=True).click()  # 2
    expect(page.get_by_role("heading", level=1)).to_have_text("Check")
    if scripted:
        assert faults(page) == []
    page.get_by_role("button", name="Publish to 1 partner").click()  # 3
    expect(page.get_by_role("heading", level=1)).to_have_text("Campaigns")
    expect(page.get_by_role("link", name="Backup check", exact=True)).to_be_visible()
    session.expire_all()
    made = catalogue.kit_content(catalogue.latest(session, "backup-check"))
    assert made.asset("email-1").subject == "Could you restore by noon?"
