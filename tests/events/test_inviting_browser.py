"""The count on an event's page follows the choice, with scripts, and nothing is scheduled by it."""

from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer, LocalPace
from tcma.base import clock
from tcma.base.tools import provide
from tcma.delivery.ports import Mailer, Pace
from tcma.events.models import Event
from tcma.partners.actions import open_session
from tcma.partners.views.blueprint import COOKIE
from tests.events.test_inviting import invited, segment
from tests.events.world import World


def test_the_count_follows_the_choice(
    browsing: BrowserContext, live: str, session: Session, world: World, event: Event
) -> None:
    provide(Mailer, LocalMailer())
    provide(Pace, LocalPace())
    for name in ("Sara", "Jonas"):
        world.person(name)
    world.person("Nadia", consent=False).country = "AT"
    segment(world, "Only Germans")
    token = open_session(session, person_id=world.alice.person_id, agent="test", now=clock.now(session))
    session.commit()
    browsing.add_cookies([{"name": COOKIE, "value": token, "url": live}])
    page = browsing.new_page()
    page.goto(f"{live}/events/{event.id}")
    expect(page.locator("#math")).to_contain_text("1 without consent valid in their country")
    page.get_by_text("Only Germans").click()
    expect(page.locator("#math")).not_to_contain_text("without consent")
    expect(page.locator("#math")).to_contain_text("2 people can be invited")
    assert invited(world, event) == set()
