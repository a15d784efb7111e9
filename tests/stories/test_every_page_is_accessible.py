"""Every page after a campaign has run, by role: left-to-right on a desktop, right-to-left on a phone, both light and
dark and at 320 px.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tcma.trial.sample import desk
from tcma.trial.story import channel, crm, founding, hosting, keeping, readers, selling, sending, tongues
from tcma.trial.story.crowd import crowd
from tcma.trial.story.mailbox import Letter
from tcma.trial.story.world import World
from tests.looking import faults
from tests.stories.conftest import CARLOS, VERA
from tests.stories.stage import Someone, Stage, firm

KIT = "ransomware-readiness"
PARTNER = firm("Sample Walk")
READERS = crowd(6, mark="walk", shares=("en", "ar", "de"), bad=1, twice=1, bouncing=0, complaining=0)


@dataclass(frozen=True)
class Lived:
    """What the pages that have an address of their own need."""

    run: str
    event: str
    seat: str
    confirm: str
    waiting: str
    won: str
    letters: dict[str, Letter]
    segment: str
    shown: str
    twins: str
    lead: str
    offer: str
    earned: str
    reading: str


@pytest.fixture(scope="module")
def lived(stage: Stage) -> Iterator[Lived]:
    """One campaign of one partner, clicked, answered, registered; one deal won, one waiting, one lead to call."""
    world, partner = stage.world, stage.partner(PARTNER).slug
    sending.bring_contacts(world, partner, READERS, name="readers.csv")
    run = sending.launch(world, partner, KIT)
    world.skip()
    sending.wait_sent(world, run, steps=1, people=len(READERS.people))
    world.skip(minutes=90)
    letters = {one.to: one for one in world.mailbox.letters_of("launch")}
    for person in READERS.people[:3]:
        readers.answer(world, letters[person.email], message="Tell me more.")
    readers.click(world, letters[READERS.people[3].email])
    desk.plan_commissions(world, by="vera")
    won = selling.register_lead(world, partner, READERS.people[0].name, amount="12000.01", country="DE")
    selling.approve(world, won)
    selling.advance(world, won, partner)
    selling.win(world, won, order="NG-2027-0001", amount="12000.01")
    crm.map_fields(world)
    crm.send_order(world, won, order="NG-2027-0002", amount="13000")  # which contradicts what was booked
    reading = crm.try_reading(world)
    event = hosting.host(world, partner, seats=1)
    hosting.come(world, hosting.address_of(world, event), READERS.people[4])
    seat = hosting.seat_of(world.mailbox.letter(READERS.people[4].email, "Your seat"))
    hosting.come(world, hosting.address_of(world, event), READERS.people[5], agrees=True)
    confirm = world.mailbox.letter(READERS.people[5].email, "May ").links("/yes/")[0]
    waiting = selling.register_cold(
        world, partner, company="Sample Quay", domain="sample-quay.example", country="DE", amount="5000"
    )
    tongues.begin(world, f"/hq/campaigns/{KIT}", code="he", by="vera")
    entry = world.browsers["vera"].get("/hq/commissions").link(path="/hq/commissions/entries/")
    earned = urlsplit(entry).path.removeprefix("/hq")
    segment, shown, twins = keep_people(world, partner)
    write_newer(world, partner, "win-back")
    lead = channel.bring_by_rule(world, PARTNER.name, product="Sample walk")
    offer = urlsplit(world.mailbox.letter(PARTNER.email, "A lead for you").links("/offer/")[0]).path
    yield Lived(
        run.path, event.path, seat, confirm, waiting, won, letters, segment, shown, twins, lead, offer, earned, reading
    )
    channel.discard(world, lead)  # nobody else's clock stops at its end
    vera = world.browsers["vera"]
    vera.submit(vera.get("/hq/campaigns").form(action="win-back/retire"))  # the others have two kits on their shelf
    browser = world.browsers[partner]
    browser.submit(browser.get(run.path).form(action="/stop"))


def keep_people(world: World, partner: str) -> tuple[str, str, str]:
    """A segment, a tag and a note. Returns the segment's editor and its people, and two people side by side."""
    saved = keeping.save_segment(world, partner, "Firms we know", [("company", "filled", "")])
    shown = f"{saved.path}?{urlsplit(saved.url).query}"
    paths = [urlsplit(href).path for _, href in saved.links()]
    editor = next(one for one in paths if one.startswith("/contacts/segments/"))
    keeping.tag_everyone(world, partner, saved, "Sample fair")
    keeping.write_note(world, partner, READERS.people[0].email, "Asks for a call.")
    first, second = [one for one in paths if re.fullmatch("/contacts/[0-9a-f-]{36}", one)][:2]
    return editor, shown, f"{first}/merge/{second.rpartition('/')[2]}"


def write_newer(world: World, partner: str, slug: str) -> None:
    """A draft of the partner's, and a version of its kit with other words that was published after it was begun."""
    founding.publish(world, slug)
    browser, vera = world.browsers[partner], world.browsers["vera"]
    browser.submit(browser.get(f"/launch/{slug}").form(button="Schedule campaign"), {"do": "save"})
    here = f"/hq/campaigns/{slug}"
    words = vera.submit(vera.get("/hq/campaigns").form(action=f"{slug}/change"))
    form = words.form(action=here)
    subject = next(name for name in form.fields if name.endswith(".subject"))
    vera.submit(form, {subject: f"{form.fields[subject]} Now?", "do": "check"})
    vera.submit(vera.get(f"{here}/check").form(action=f"{here}/publish"))


NOT_HERE = ("/not/a/page", "/offer/forged", "/r/forged", "/s/nothing", "/share/forged", "/yes/forged")
OF_THE_PARTNER = (
    "/home", "/launch", f"/launch/{KIT}", f"/launch/{KIT}?part=readiness&lang=ar&w=375&scheme=dark",
    f"/launch/{KIT}?part=posts", "/launch/win-back", "/launch/win-back/newer", "/runs",
    "{run}", "{run}/people/skipped", "/contacts", "/contacts a[href*='?list=']",
    "/contacts td a[href^='/contacts/']", "/contacts td a[href^='/contacts/'] + /erase",
    "/contacts/import", "/contacts/keys", "/contacts/suppressed",
    "/contacts?q=sample", "/contacts/segments/new", "/contacts/duplicates", "{segment}", "{shown}",
    "{twins}", "/leads", "/leads a[href^='/leads/']",
    "/leads a[href^='/deals/new']", "/deals", "/deals/new", "/deals/check", "/deals/rules",
    "/commissions", "/commissions/plan", "/commissions a[href^='/commissions/2']", "{won} a[href^='/commissions/']",
    "{earned}", "{won}", "{waiting}", "/results", "/results?model=last",
    "/webhooks", "/sending", "/events", "/events/new/zero-trust-lunch", "{event}", "{event}/see/confirmation?lang=ar",
    "{event}/see/registration?w=375&scheme=dark", "/launch?kind=event", "/brand", "/brand/office", "/files",
    f"/files/{KIT}/onepager/words", f"/files/signature?kit={KIT}", "/team", "/share", "/me",
    "/sender", "/domain", "/held", "{run} a[href*='/readiness'][hreflang={language}]",
    "{run} a[href*='/sheet'][hreflang={language}]", "{run} a[href*='/readiness'][hreflang={language}] + /embed",
    "{run} a[href*='/readiness'][hreflang={language}] + /thanks", "/not/a/page",
)  # fmt: skip
OF_THE_VENDOR = (
    "/hq", "/hq/campaigns", f"/hq/campaigns/{KIT}", f"/hq/campaigns/{KIT}?part=email-1&lang=ar",
    f"/hq/campaigns/{KIT}/check", f"/hq/campaigns/{KIT}/languages", f"/hq/campaigns/{KIT}/languages/he",
    f"/hq/campaigns/{KIT}/review/he", f"/hq/campaigns/{KIT}/review/de?part=email-1&show=all",
    f"/hq/campaigns/{KIT}/review/he?show=later", "/hq/glossary", "/hq/kits", "/hq/partners", "/hq/partners/new",
    "/hq/partners td a[href^='/hq/partners/']", "/hq/people", "/hq/leads", "/hq/leads/new",
    "/hq/leads/rules", "/hq/leads/rules/edit", "/hq/leads/rules/try", "/hq/leads/partners",
    "/hq/leads/partners td a[href^='/hq/leads/partners/']", "{lead}",
    "/webhooks", "/hq/deals", "/hq{won}", "/hq/deals/rules", "/hq/deals/questions", "/hq{waiting}/conflict",
    "/hq/crm", "/hq/crm/mapping", "/hq/crm/conflicts", "{reading}",
    "/hq/accounts", "/hq/accounts td a[href^='/hq/accounts/']", "/hq/keys", "/hq/commissions",
    "/hq/commissions/plan", "/hq{earned}", "/hq{earned} a[href^='/hq/commissions/partners/']",
    "/hq{waiting} a[href^='/hq/deals/partners/']", "/hq/attribution",
    "/hq/events", "/hq/attribution?model=decay", f"/hq/attribution/{KIT}/email-1", "/hq/attribution/unknown",
    "/hq/settings", "/hq/suppressed", "/hq/sending", "/hq/senders", "/hq/status", "/me",
)  # fmt: skip
OF_THE_MANAGER = ("/hq", "/hq/deals", "/hq{waiting}", "/hq/sending")
OF_NOBODY = (
    "{seat}", "{confirm}", "{confirm}?lang=ar", "{offer}", "/offer/forged", "/trial/", "/sign-in",
    f"/sign-in?next=/launch/{KIT}", "/not/a/page",
    "/r/forged", "/s/nothing", "/share/forged", "/yes/forged", "{simulator}/",
    "{simulator}/amazon",
)  # fmt: skip


@pytest.fixture(params=["en", "ar"], ids=["left-to-right", "right-to-left"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    ("email", "places"),
    [(PARTNER.email, OF_THE_PARTNER), (VERA, OF_THE_VENDOR), (CARLOS, OF_THE_MANAGER), ("", OF_NOBODY)],
    ids=["partner", "vendor", "manager", "nobody"],
)
def test_no_fault_is_found_on_any_page(
    quiet: Stage, lived: Lived, language: str, email: str, places: tuple[str, ...]
) -> None:
    person = quiet.signed_in(email, language, still=True) if email else quiet.someone(language, still=True)
    found: dict[str, list[str]] = {}
    for place in places:
        path = address(person, place.format(simulator=quiet.programme.simulator_url, language=language, **vars(lived)))
        found |= look(person, path, 404 if path in NOT_HERE else 200)
        if not path.startswith("http"):
            assert person.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr"), path
    person.page.context.close()
    assert not any(found.values()), told(found)


@pytest.mark.parametrize("number", [1, 2], ids=["left-to-right", "right-to-left"])
def test_no_fault_is_found_on_what_a_reader_gets(quiet: Stage, lived: Lived, number: int) -> None:
    """The mail in its mailbox and alone, the landing page, and the pages for leaving."""
    person = READERS.people[number - 1]
    letter = lived.letters[person.email]
    reader = quiet.someone(person.language)
    found = look(reader, quiet.mailbox(reader, letter.to, letter.subject).page.url)
    mail = quiet.mail_alone(reader)
    found |= {"mail": faults(mail.page, mail=True)}
    for path in ("/r/", "/u/", "/p/"):
        found |= look(reader, letter.links(path)[0])
    for one in (reader, mail):
        assert one.page.locator("html").get_attribute("dir") == ("rtl" if person.language == "ar" else "ltr")
        one.page.context.close()
    assert not any(found.values()), told(found)


def look(person: Someone, place: str, status: int = 200) -> dict[str, list[str]]:
    person.goes_to(place, status)
    return {place: faults(person.page)}


def told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{place}\n    " + "\n    ".join(wrong) for place, wrong in found.items() if wrong)


def address(person: Someone, place: str) -> str:
    """A path; or, after a space, where the first such link of that page leads, and what follows that address."""
    path, _, link = place.partition(" ")
    link, _, further = link.partition(" + ")
    if not link:
        return path
    person.goes_to(path)
    return (person.page.locator(link).first.get_attribute("href") or "") + further
