"""Who followed a shared link: people once a day, programs never, and what comes of it is the post's."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from tcma.audiences.models import Contact
from tcma.base.clock import ClockOffset
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.social.models import Sharer
from tcma.tracking.actions import class_hits, forget_salts
from tcma.tracking.models import DaySalt, Touch
from tcma.tracking.rules import Channel, TouchKind
from tcma.tracking.views.ticking import ticking
from tests.launches.world import publish
from tests.social.posts import CHROME, LINKEDIN_BOT, MANY, PHONE, Sharing, kit_with


@pytest.fixture
def omar(sharing: Sharing) -> Sharer:
    publish(sharing.session, kit_with(*MANY))
    return sharing.sharer()


def test_a_person_who_follows_a_post_is_a_touch_of_the_posts_asset(sharing: Sharing, omar: Sharer) -> None:
    (link, *_) = sharing.links(omar)
    sharing.follow(link)
    sharing.settle()
    (touch,) = sharing.touches()
    assert (touch.kind, touch.channel, touch.counts) == (TouchKind.SHARE, Channel.SOCIAL, True)
    assert (touch.partner_id, touch.contact_id, touch.message_id) == (sharing.world.partner.id, None, None)
    assert (touch.launch_id, touch.language) == (None, "en")
    key = text("SELECT key FROM assets WHERE id = :id").bindparams(id=touch.asset_id)
    assert sharing.session.scalar(key) == "posts"


@pytest.mark.parametrize(
    "agent",
    [LINKEDIN_BOT, "facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0", "WhatsApp/2.25.1 A",
     "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1)", "TelegramBot (like TwitterBot)", "Twitterbot/1.0"],
)  # fmt: skip
def test_what_looks_at_a_link_for_a_network_gets_the_page_and_is_not_counted(
    sharing: Sharing, omar: Sharer, agent: str
) -> None:
    (link, *_) = sharing.links(omar)
    answer = sharing.client.get(sharing.land(link, agent), headers={"User-Agent": agent})
    assert answer.status_code == 200
    assert 'property="og:image"' in answer.text
    sharing.settle()
    assert sharing.classes() == [("machine", "known unfurler")]
    assert sharing.touches() == []


def test_a_visitor_counts_once_a_day_for_a_link_and_again_tomorrow(sharing: Sharing, omar: Sharer) -> None:
    (link, *_) = sharing.links(omar)
    for _ in range(3):
        sharing.follow(link)
        sharing.settle()
    assert len(sharing.touches()) == 1
    sharing.follow(link, PHONE)
    sharing.follow(link, CHROME, ip="198.51.100.9")
    sharing.settle()
    assert len(sharing.touches()) == 3
    tomorrow(sharing)
    sharing.follow(link)
    sharing.settle()
    assert len(sharing.touches()) == 4
    assert len({touch.visitor for touch in sharing.touches()}) == 4


def tomorrow(sharing: Sharing) -> None:
    sharing.session.execute(delete(ClockOffset))
    sharing.session.add(ClockOffset(id=1, offset=timedelta(days=1)))
    sharing.session.flush()
    ticking._asked = float("-inf")


def test_after_two_days_nobody_can_say_whose_address_a_visitor_was(sharing: Sharing, omar: Sharer) -> None:
    sharing.follow(sharing.links(omar)[0])
    sharing.settle()
    (salt,) = sharing.session.scalars(select(DaySalt))
    at = sharing.touches()[0].at
    forget_salts(sharing.session, now=at + timedelta(days=1))
    assert sharing.session.scalar(select(DaySalt.salt)) == salt.salt
    forget_salts(sharing.session, now=at + timedelta(days=3))
    assert sharing.session.scalar(select(DaySalt.salt)) is None
    assert len(sharing.touches()) == 1


def test_a_click_that_is_looked_at_again_when_its_day_is_forgotten_stays_one(sharing: Sharing, omar: Sharer) -> None:
    """As when the clock skips days within the minute of review."""
    sharing.follow(sharing.links(omar)[0])
    sharing.settle()
    (touch,) = sharing.touches()
    forget_salts(sharing.session, now=touch.at + timedelta(days=3))
    class_hits(sharing.session)
    assert [one.id for one in sharing.touches()] == [touch.id]


def test_a_crawler_in_a_browsers_clothes_that_follows_every_post_at_once_is_not_counted(
    sharing: Sharing, omar: Sharer
) -> None:
    for link in sharing.links(omar):
        sharing.follow(link)
    sharing.settle()
    assert {kind for kind, _ in sharing.classes()} == {"machine"}
    assert sharing.touches() == []


def test_who_asks_with_head_first_is_no_person_and_others_at_that_moment_are(sharing: Sharing, omar: Sharer) -> None:
    (link, *_) = sharing.links(omar)
    sharing.follow(link, method="HEAD")
    sharing.follow(link)
    sharing.follow(link, PHONE)
    sharing.settle()
    assert [kind for kind, _ in sharing.classes()] == ["machine", "machine", "human"]
    assert len(sharing.touches()) == 1


def test_two_people_behind_one_address_who_follow_two_posts_are_people(sharing: Sharing, omar: Sharer) -> None:
    one, other = sharing.links(omar)
    sharing.follow(one, CHROME)
    sharing.follow(other, PHONE)
    sharing.settle()
    assert [kind for kind, _ in sharing.classes()] == ["human", "human"]


@pytest.mark.parametrize("code", ["nothing", "abcdefghij", "' OR 1=1", "..%2f..%2fetc", "a" * 3000])
def test_a_code_that_is_none_leads_nowhere_and_keeps_nothing(sharing: Sharing, code: str) -> None:
    answer = sharing.follow(f"/s/{code}")
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    sharing.settle()
    assert sharing.classes() == []


def test_who_fills_in_the_form_is_a_lead_credited_to_the_post(sharing: Sharing, omar: Sharer) -> None:
    (link, *_) = sharing.links(omar)
    place = sharing.land(link)
    assert sharing.answer(place).headers["Location"].endswith("/landing/thanks")
    (response,) = sharing.responses()
    touch = sharing.session.get_one(Touch, response.touch_id)
    contact = sharing.session.get_one(Contact, response.contact_id)
    assert (contact.email, contact.partner_id) == ("sara@visitor.example", sharing.world.partner.id)
    assert (touch.kind, touch.channel, touch.launch_id) == (TouchKind.FORM, Channel.SOCIAL, None)
    keys = text("SELECT a.key, b.key FROM assets a, assets b WHERE a.id = :one AND b.id = :other")
    credited = sharing.session.execute(keys, {"one": touch.asset_id, "other": response.asset_id}).one()
    assert tuple(credited) == ("posts", "landing")


@pytest.mark.parametrize(("listed", "joined"), [(True, True), (False, False)])
def test_a_form_joins_what_its_browser_did_before_where_browsers_may_be_known(
    sharing: Sharing, omar: Sharer, settings: Settings, listed: bool, joined: bool
) -> None:
    country = sharing.world.partner.country
    countries = (country,) if listed else ()
    provide(Settings, settings.model_copy(update={"visitor_cookie_countries": countries}))
    first, second = sharing.links(omar)
    sharing.follow(second)
    sharing.settle()
    (earlier,) = sharing.touches()
    assert (earlier.browser is not None) is listed
    sharing.answer(sharing.land(first))
    (response,) = sharing.responses()
    sharing.session.refresh(earlier)
    assert (earlier.contact_id == response.contact_id) is joined


def test_the_form_knows_nothing_of_who_came(sharing: Sharing, omar: Sharer) -> None:
    place = sharing.land(sharing.links(omar)[0])
    assert 'value=""' in sharing.client.get(place).text.partition('name="email"')[2][:60]


@pytest.mark.parametrize("trick", ["forged", "other partner", "without"])
def test_a_visit_that_no_post_of_this_partner_led_to_is_the_pages_own(
    sharing: Sharing, omar: Sharer, trick: str
) -> None:
    place = sharing.land(sharing.links(omar)[0])
    path, _, query = place.partition("?")
    token = query.rpartition("v=")[2]
    if trick == "other partner":
        path = path.replace("/kestrel/", "/alderfinch/")
    visit = {"forged": f"?v={token[:-2]}AA", "other partner": f"?v={token}", "without": ""}[trick]
    assert sharing.answer(path + visit).status_code == 303
    (response,) = sharing.responses()
    touch = sharing.session.get_one(Touch, response.touch_id)
    assert (touch.channel, touch.link_id) == (Channel.PAGE, None)
    assert touch.asset_id == response.asset_id


def test_who_opened_their_own_page_today_is_no_visitor_of_the_partners_posts(sharing: Sharing, omar: Sharer) -> None:
    (link, *_) = sharing.links(omar)
    sharing.wall(omar, headers={"User-Agent": PHONE}, environ_overrides={"REMOTE_ADDR": "203.0.113.7"})
    sharing.follow(link, PHONE)
    sharing.follow(link, CHROME)
    sharing.settle()
    assert sorted(touch.counts for touch in sharing.touches()) == [False, True]
    tomorrow(sharing)
    sharing.follow(link, PHONE)  # nobody can tell any more
    sharing.settle()
    assert [touch.counts for touch in sharing.touches()][-1] is True
