"""A colleague shares a post from a phone in two taps; readers come, one buys, and the post earns of the deal."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tcma.trial.story import selling, sharing
from tcma.trial.story.browser import PERSON
from tcma.trial.story.crowd import Sample, crowd
from tests.looking import PHONE
from tests.stories.stage import PATIENCE, Someone, Stage, firm

KIT = "ransomware-readiness"
PARTNER = firm("Sample Shares")
VISITORS = crowd(4, mark="shared", shares=("en", "ar", "de", "en"), bad=0, twice=0, bouncing=0, complaining=0).people
LINKEDIN = "https://www.linkedin.com/sharing/share-offsite/?url="
# Not the browser in which colleagues opened their pages today: that one is of the partner's own people.
READER = "Mozilla/5.0 (Linux; Android 16; Pixel 11) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"
COUNTERFEIT = """() => {
  window.copied = []; window.shared = [];
  const value = {writeText: async text => window.copied.push(text)};
  Object.defineProperty(navigator, 'clipboard', {configurable: true, value});
}"""


@dataclass(frozen=True)
class Pages:
    """The addresses of two colleagues' pages, as their mails have them."""

    english: str
    arabic: str


@pytest.fixture(scope="module")
def pages(stage: Stage) -> Pages:
    partner = stage.partner(PARTNER)
    return Pages(
        sharing.give_page(stage.world, partner, "Omar Sample"),
        sharing.give_page(stage.world, partner, "Layla Sample", "ar"),
    )


def phone(stage: Stage, language: str = "en", agent: str = PERSON) -> Someone:
    """A person with a phone whose networks answer with an empty page."""
    width, height = PHONE
    person = stage.someone(language, agent=agent, touch=True)
    person.page.set_viewport_size({"width": width, "height": height})
    person.page.context.add_init_script(f"({COUNTERFEIT})()")
    person.page.context.route("https://www.linkedin.com/**", lambda route: route.fulfill(body="LinkedIn"))
    return person


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_taps_from_the_mail_to_the_network(quiet: Stage, pages: Pages, language: str) -> None:
    """E1: Share in the mail, Copy text and open LinkedIn."""
    person = phone(quiet, language)
    who = "omar" if language == "en" else "layla"
    with person.counting() as taps:
        reader = quiet.mailbox(person, f"{who}@sample-shares.example", "")
        taps.made = 0  # finding the mail is not of this path
        wall = quiet.mail_link(reader, "/share/")
        wall.at("/share/.+")
        expect(wall.page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        said = wall.page.locator("article .said").first.inner_text()
        assert not quiet.watch.asked  # before the tap, nobody is asked for anything
        with wall.page.context.expect_page() as tab:
            wall.click(wall.page.locator("article a.go").first)
        assert taps.made == 2
    assert tab.value.url.startswith(LINKEDIN)
    (gone_to,) = quiet.watch.asked  # the person went there; the page called nothing
    assert gone_to == f"asked for {tab.value.url}"
    quiet.watch.asked.clear()
    copied = wall.page.evaluate("window.copied")
    assert [" ".join(one.split()) for one in copied] == [" ".join(said.split())]
    expect(wall.page.locator("#say")).not_to_be_empty(timeout=PATIENCE)
    person.page.context.close()


def test_the_phones_own_menu_comes_first_where_there_is_one(quiet: Stage, pages: Pages) -> None:
    person = phone(quiet)
    person.page.context.add_init_script("navigator.share = async one => { window.shared.push(one); }")
    person.goes_to(pages.english)
    first = person.page.locator("article .sharebar > :visible").first
    expect(first).to_have_text(person.word("Share from this device"))
    first.click()
    (shared,) = person.page.evaluate("window.shared")
    assert shared["url"].startswith(f"{quiet.url}/s/")
    assert shared["text"].startswith("A question for your next management meeting")
    person.page.context.close()


def test_without_scripts_the_text_and_the_links_are_there(quiet: Stage, pages: Pages) -> None:
    person = quiet.someone(javascript=False)
    person.goes_to(f"{pages.english}?network=x")
    way_out = person.page.locator("article a.go").first
    assert way_out.inner_text() == "Open X"
    assert (way_out.get_attribute("href") or "").startswith("https://x.com/intent/post?text=")
    expect(person.page.locator("article button:visible")).to_have_count(0)
    person.follow("Facebook")
    person.at("/share/.+")
    person.reads("And who would you phone?")
    person.press("Show my name")
    person.reads("see your name on this list")
    person.press("Hide my name")
    person.reads("You are “A colleague” on this list")
    person.page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("network", ["linkedin", "bluesky"])
def test_no_fault_is_found_on_the_page(quiet: Stage, pages: Pages, language: str, network: str) -> None:
    person = quiet.someone(language)
    person.goes_to(f"{pages.arabic if language == 'ar' else pages.english}?network={network}")
    person.page.locator("details summary").last.click()
    person.looks()
    person.page.context.close()


def test_a_marketer_gives_a_page_and_closes_it(quiet: Stage, pages: Pages) -> None:
    layla = quiet.signed_in(PARTNER.email)
    layla.goes_to(f"/launch/{KIT}?part=posts")
    layla.follow("Share these posts")
    layla.at("/share")
    layla.looks()
    layla.fill(name="Noor Sample")
    layla.press("Give a page")
    layla.reads("Noor Sample has a page now. Copy its link and hand it over.")
    layla.press("Close page", about="Noor Sample")
    layla.reads("The page of Noor Sample is closed.")
    layla.press("Undo")
    layla.reads("The page of Noor Sample is open again.")
    layla.press("Share in my own name")
    layla.at("/share/.+")
    layla.page.context.close()


def test_a_forged_or_closed_page_is_a_kind_page(quiet: Stage, pages: Pages) -> None:
    person = quiet.someone()
    person.goes_to(pages.english[:-2] + "AA", 404)
    person.reads("may have been cut off")
    person.goes_to("/s/nothing", 404)
    person.reads("Ask whoever shared it")
    person.looks()
    person.page.context.close()


def test_readers_of_a_post_are_counted_and_the_post_earns_of_the_deal(quiet: Stage, pages: Pages) -> None:
    """Three people, a network's own look and a scanner; one person answers in Arabic, and buys."""
    world, partner = quiet.world, quiet.partner(PARTNER)
    link = sharing.post(world, pages.arabic)
    sharing.unfurl(world, link)
    sharing.scan(world, link)
    for agent in sharing.PASSERS_BY:
        sharing.pass_by(world, link, agent)
    buyer = _answers(quiet, link, VISITORS[1])
    sharing.counted(world, partner, visitors=3, answers=1)
    registered = selling.register_lead(world, partner.slug, buyer, amount="7000.01", country="AE")
    selling.approve(world, registered)
    sharing.counted(world, partner, visitors=3, answers=1, registrations=1)
    selling.advance(world, registered, partner.slug)
    selling.win(world, registered, order="NG-2027-0777", amount="7000.01")
    selling.look_at_reports(world, partner.slug, "7,000")
    carlos = world.browsers["carlos"]
    assert "7,000" in carlos.get(f"/hq/attribution/{KIT}/posts?model=last").words
    results = quiet.signed_in(PARTNER.email)
    results.goes_to("/results")
    results.reads("Posts: readiness check")
    results.reads("Who brought how much")
    results.looks()
    results.page.context.close()


def test_the_story_counts_three_people_and_no_program(quiet: Stage) -> None:
    """What `tcma demo --once` tells, over plain HTTP."""
    partner, database = quiet.partner(firm("Sample Relays")), quiet.programme.settings["DATABASE_URL"]
    before = sharing.books(database)
    shared = sharing.share_a_post(quiet.world, partner, visitor=VISITORS[0])
    after = sharing.books(database)
    assert shared.answered == VISITORS[0].email
    assert after["clicks"] - before["clicks"] == sharing.VISITORS
    assert after["links"] > before["links"]


def _answers(quiet: Stage, link: str, visitor: Sample) -> str:
    """The visitor follows the link on a phone, reads the page in their language and sends its form."""
    person = phone(quiet, "ar", agent=READER)
    person.page.goto(link)
    person.at("/c/ar/sample-shares/kit/ransomware-readiness/readiness")
    person.looks()
    person.fill(first_name=visitor.first_name, last_name=visitor.last_name, email=visitor.email)
    person.fill(company="Sample Harbour")
    person.page.wait_for_timeout(2_100)
    person.click(person.page.locator("main form button[type=submit]"))
    person.at(".+/thanks")
    person.page.context.close()
    return f"{visitor.first_name} {visitor.last_name}"
