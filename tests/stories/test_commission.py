"""What a deal earns, in a browser: a plan, an order, its commission, a payout; then the order is off."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from tests.deals.world import build
from tests.stories.test_deal_registration import Story, register


def test_a_commission_is_paid_and_taken_back_when_the_order_is_off(
    session: Session, live: str, browser: Browser, work: Callable[[], None]
) -> None:
    world = build(session)
    session.commit()
    story = Story(session, live, browser)
    fatima, vera, alice, charlie = map(story.at_a_browser, (world.fatima, world.vera, world.alice, world.charlie))

    # Fatima writes the plan; Alice reads it, and registers a deal that Vera approves.
    fatima.goes_to("/hq/commissions/plan")
    fatima.fill(**{"rate--": "7.5"})
    fatima.press("Put in force")
    fatima.reads("Version 1 is in force.")
    alice.goes_to("/commissions/plan")
    alice.reads("7.5% of the net amount")
    mine = register(alice, contact_email="sara@sample-clinics.example")
    vera.goes_to(f"/hq{mine}")
    vera.press("Approve")

    # The order comes: a cent and a half is rounded up, and Alice opens the number.
    fatima.goes_to(f"/hq{mine}")
    fatima.fill(order_number="PO-7", amount="9500.20")
    fatima.press("Mark as won")
    alice.goes_to(mine)
    alice.follow("What it earned")
    alice.follow("€712.52")
    alice.reads("€9,500.20 \u00d7 7.5%")
    alice.reads("712.515")
    alice.reads("rounded once, half up")
    number = re.sub(r"^http://[^/]+", "", alice.page.url)
    charlie.goes_to(number, status=404)

    # Approved by Fatima, and paid by somebody else.
    fatima.goes_to("/hq/commissions")
    fatima.press("Approve all that is not held")
    fatima.reads("What you approved yourself, somebody else pays.")
    assert fatima.page.get_by_role("button", name="Pay").count() == 0
    vera.goes_to("/hq/commissions")
    vera.press("Pay €712.52")
    vera.reads("€712.52")
    alice.goes_to("/commissions")
    alice.reads("Paid")

    # The order is off: the deal is open again, and what was paid is taken back by a line of its own.
    fatima.goes_to(f"/hq{mine}")
    fatima.click(fatima.page.locator("summary", has_text="The order is off"))
    fatima.page.locator("#reopen-reason").fill("The customer withdrew.")
    fatima.press("Open it again")
    alice.goes_to(mine)
    alice.reads("Negotiation")
    alice.reads("The customer withdrew.")
    alice.goes_to("/commissions")
    alice.click(alice.page.locator("main li a").first)
    alice.reads("The order is off: taken back")
    alice.reads("-€712.52")
    alice.reads("Paid, taken back later")
    work()
