"""The golden paths with scripts switched off: the same pages, the same words, a click more at most."""

import re

from playwright.sync_api import Locator, expect

from tcma.trial.story import selling
from tcma.trial.story.founding import PartnerSample
from tcma.trial.story.mailbox import wait_until
from tests.stories.conftest import CARLOS
from tests.stories.sending import deliver, end
from tests.stories.stage import PATIENCE, Someone, Stage, csv_file, firm

KIT = "ransomware-readiness"
WERFT = firm("Sample Werft")
CLIENTS = """e-mail;first name;last name;company
petra@sample-clients.example;Petra;Beispiel;Beispielfirma
paul@sample-clients.example;Paul;Beispiel;Beispielfirma
"""


def test_uploading_launching_leaving_and_approving_need_no_script(quiet: Stage) -> None:
    werft = quiet.partner(WERFT)
    jonas = quiet.signed_in(werft.email, javascript=False)
    upload_people_first(jonas)
    stop(jonas)
    launch_from_home(jonas)
    follow_it_without_polling(jonas)
    deliver(jonas)
    run = jonas.page.url
    leave(quiet)
    approve(quiet, werft)
    end(jonas, run)
    jonas.page.context.close()


def upload_people_first(jonas: Someone) -> None:
    """Path P5; without a script it takes one click more, to send the file."""
    jonas.goes_to("/home")
    with jonas.counting() as clicks:
        jonas.follow("Launch", inside=card(jonas))
        jonas.follow("Choose a file")
        jonas.pick(jonas.page.locator("input[name=file]"), csv_file("kunden.csv", CLIENTS, "utf-8-sig"))
        jonas.press("Read the file")
        jonas.choose(jonas.page.locator("[name=basis][value=express]"))
        jonas.click(jonas.page.locator("button[name=do][value=use]"))
        jonas.at(f"/launch/{KIT}")
        jonas.click(jonas.page.locator("button[name=do][value=schedule]"))
    jonas.at("/runs/.+")
    assert clicks.made <= 6 + 1


def card(jonas: Someone) -> Locator:
    """The campaign's on the home; that of another story's kit may stand before it."""
    return jonas.page.locator(".ccard", has=jonas.page.locator(f"a[href*='/launch/{KIT}']"))


def stop(jonas: Someone) -> None:
    jonas.press("Undo")
    jonas.at(f"/launch/{KIT}")


def launch_from_home(jonas: Someone) -> None:
    """Path P1."""
    jonas.goes_to("/home")
    with jonas.counting() as clicks:
        jonas.follow("Launch", inside=card(jonas))
        jonas.click(jonas.page.locator("button[name=do][value=schedule]"))
    jonas.at("/runs/.+")
    assert clicks.made == 2


def follow_it_without_polling(jonas: Someone) -> None:
    """The page of a run asks for itself again."""
    assert jonas.page.locator("meta[http-equiv=refresh]").count() == 1


def leave(stage: Stage) -> None:
    """Path R2: the link in the mail, the button behind it."""
    letter = stage.world.mailbox.letter("petra@sample-clients.example")
    petra = stage.someone("de", javascript=False)
    with petra.counting() as clicks:
        stage.mailbox(petra, letter.to, letter.subject)
        clicks.made = 0  # opening the mail is not of the path
        page = stage.mail_link(petra, "/u/")
        page.click(page.page.locator("main form button[type=submit]").first)
    assert clicks.made <= 2
    expect(page.page.locator("[role=status]", has_text=WERFT.name)).to_be_visible(timeout=PATIENCE)
    petra.page.context.close()
    wait_until(lambda: "unsubscribed" in _reasons(stage, letter.to), "the contact to be left out", 20)


def _reasons(stage: Stage, address: str) -> str:
    """What the partner's page says of this contact."""
    page = stage.world.browsers[WERFT.slug].get(f"/contacts?q={address}")
    return re.sub(r"\s+", " ", page.words).casefold()


def approve(stage: Stage, werft: PartnerSample) -> None:
    """Path C2: one click a deal, in the queue."""
    selling.register_cold(
        stage.world, werft.slug, company="Beispielhafen", domain="sample-hafen.example", country="DE", amount="7000"
    )
    carlos = stage.signed_in(CARLOS, javascript=False)
    carlos.goes_to("/hq/deals")
    with carlos.counting() as clicks:
        carlos.press("Approve", about="Beispielhafen")
    assert clicks.made == 1
    expect(carlos.page.get_by_role("button", name=re.compile("^Approve.*Beispielhafen"))).to_have_count(0)
    carlos.page.context.close()
