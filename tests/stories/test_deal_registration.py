"""A deal's life between two partners and the vendor, in a browser, over months of the product's clock."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.access import Actor, Role
from tcma.base.clock import ClockOffset
from tcma.deals import jobs
from tcma.deals.models import Registration
from tcma.leads.models import Lead
from tcma.leads.rules import LeadState
from tcma.partners.actions import open_session
from tcma.partners.views.blueprint import COOKIE
from tests.deals.world import build, person
from tests.stories.stage import Someone

CLAIM = {
    "account_name": "Sample Clinics", "account_domain": "https://www.sample-clinics.example", "account_country": "AE",
    "contact_name": "Sara Sample", "amount": "9,500",
}  # fmt: skip
RIVAL = re.compile("alderfinch|alice|bob@", re.IGNORECASE)


class Story:
    """Who acts, each at a browser of their own."""

    def __init__(self, session: Session, live: str, browser: Browser) -> None:
        self.session, self.live, self.browser = session, live, browser

    def at_a_browser(self, actor: Actor) -> Someone:
        token = open_session(self.session, person_id=actor.person_id, agent="test", now=clock.now(self.session))
        self.session.commit()
        context = self.browser.new_context(base_url=self.live, java_script_enabled=False)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": COOKIE, "value": token, "url": self.live}])
        return Someone(context.new_page())

    def months_pass(self, days: int) -> None:
        """The clock goes on, and the beat looks for what is due."""
        kept = self.session.get(ClockOffset, 1) or ClockOffset(id=1, offset=timedelta())
        kept.offset += timedelta(days=days)
        self.session.add(kept)
        self.session.commit()
        for found in list(jobs.due_protections(self.session)):
            jobs.watch(found)


def register(who: Someone, **more: str) -> str:
    """Fill in the form and send it. Returns the path of the registration."""
    who.goes_to("/deals/new")
    who.fill(**{**CLAIM, **more})
    who.press("Send registration")
    return re.sub(r"^http://[^/]+", "", who.page.url)


def test_who_was_first_is_approved_at_once_the_rival_appeals_and_after_months_the_account_is_free(
    session: Session, live: str, browser: Browser, work: Callable[[], None]
) -> None:
    world = build(session)
    viktor = person(session, "Viktor", Role.CHANNEL_MANAGER, None)
    lead = world.lead(world.contact(world.alice, "sara@sample-clinics.example", company="Sample Clinics"))
    session.commit()
    story = Story(session, live, browser)
    vera, alice, charlie = (story.at_a_browser(one) for one in (world.vera, world.alice, world.charlie))

    # Vera lets small deals through, and both partners can read it.
    vera.goes_to("/hq/deals/rules")
    vera.fill(**{"threshold-registered": "10000"})
    vera.press("Put in force")
    vera.reads("Version 2 is in force.")
    charlie.goes_to("/deals/rules")
    charlie.reads("Registered up to €10,000.00")

    # Alice registers the lead that her campaign brought: approved at once.
    alice.goes_to(f"/deals/new?lead={lead.id}")
    alice.fill(amount="9500")
    alice.press("Send registration")
    alice.reads("Approved at once")
    alice.reads("Rule 9, version 2")
    mine = re.sub(r"^http://[^/]+", "", alice.page.url)

    # Charlie comes second: a reason, the end of the window, and no name; an appeal, which the manager rejects.
    theirs = register(charlie, contact_email="omar@sample-clinics.example")
    charlie.reads("is already registered by another partner until")
    charlie.reads("Rule 3, version 2")
    assert not RIVAL.search(charlie.page.content())
    charlie.fill(reason="We have worked with them for years.")
    charlie.press("Ask for another look")
    charlie.reads("Somebody else looks at it")
    manager = story.at_a_browser(viktor)
    manager.goes_to(f"/hq{theirs}")
    manager.reads("We have worked with them for years.")
    manager.click(manager.page.locator("summary", has_text="Do not approve"))
    manager.page.locator("#reject-reason").fill("The other one stands until its window ends.")
    manager.press("Reject registration")
    charlie.goes_to(theirs)
    charlie.reads("The other one stands until its window ends.")
    assert charlie.page.get_by_role("button", name="Ask for another look").count() == 0
    assert not RIVAL.search(charlie.page.content())

    # The order grows past the threshold: a person looks before it earns anything.
    alice.click(alice.page.locator("summary", has_text="Change the amount"))
    alice.fill(amount="14,000")
    alice.click(alice.page.locator("form[action$='/amount'] button"))
    alice.reads("A person looks at the new amount.")
    vera.goes_to("/hq/deals")
    vera.follow("Sample Clinics", inside=vera.page.locator("section", has_text="Also waiting"))
    vera.press("Let the amount stand")
    vera.reads("The amount stands.")

    # Ninety days without an order: the account and the lead are free, and the rival may have it.
    work()
    story.months_pass(89)
    assert register(charlie, contact_email="omar@sample-clinics.example") != theirs
    charlie.reads("is already registered by another partner until")
    story.months_pass(1)
    alice.goes_to(mine)
    alice.reads("the account is open again")
    session.expire_all()
    assert session.get_one(Lead, lead.id).state is LeadState.RECYCLED
    register(alice, contact_email="sara@sample-clinics.example")
    alice.reads("You can register Sample Clinics again from")
    register(charlie, contact_email="omar@sample-clinics.example")
    charlie.reads("Approved at once")
    states = session.scalars(select(Registration.state).order_by(Registration.number)).all()
    assert [str(one) for one in states] == ["expired", "rejected", "rejected", "rejected", "approved"]
