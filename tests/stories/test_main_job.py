"""The main job in a browser: no row is seeded, and pages are looked at in every state that the story brings about.

As they stand afterwards, `test_every_page_is_accessible` looks at them.
"""

import re
import time
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tcma.trial.story import founding
from tcma.trial.story.drawing import logo
from tcma.trial.story.founding import PartnerSample
from tcma.trial.story.mailbox import wait_until
from tests.stories.conftest import CARLOS, VERA, accept
from tests.stories.sending import deliver, end
from tests.stories.stage import PATIENCE, Someone, Stage, csv_file

KIT = "ransomware-readiness"
READS = 2_100  # ms: who clicks or answers sooner after delivery is taken for a machine


@dataclass(frozen=True)
class Case:
    """A partner that nobody knows yet, one of its clients, and what it writes in its own words."""

    partner: PartnerSample
    sentence: str
    first_name: str
    last_name: str
    email: str
    subject: str
    amount: str

    @property
    def csv(self) -> str:
        more = "\n".join(
            f"Sample {number},Client,sample.{number}@{self.partner.slug}-clients.example,Sample Works {number},"
            f"{self.partner.country},{self.partner.language},newsletter form,2026-03-01"
            for number in range(1, 6)
        )
        return (
            "First name,Last name,E-mail,Company,Country,Language,Source,Opt-in date\n"
            f"{self.first_name},{self.last_name},{self.email},Sample Harbour,{self.partner.country},"
            f"{self.partner.language},newsletter form,2026-03-01\n{more}\n"
        )


ENGLISH = Case(
    founding.ALDERFINCH, "Two clients asked us last month how long a restore really takes.", "Iris", "Sample",
    "iris@sample-harbour.example", "Would you know within the hour?", "12000.01",
)  # fmt: skip
ARABIC = Case(
    replace(founding.BRIGHTWAVE, language="ar"), "سألنا عميلان في الشهر الماضي كم تستغرق الاستعادة فعلاً.", "هدى",
    "العينة", "huda@sample-creek.example", "", "8000.50",
)  # fmt: skip


@pytest.mark.parametrize("case", [ENGLISH, ARABIC], ids=["left-to-right", "right-to-left"])
def test_a_new_partner_finds_their_own_amount_per_asset(quiet: Stage, case: Case) -> None:
    vera, carlos = quiet.signed_in(VERA), quiet.signed_in(CARLOS)
    invite(vera, case.partner)
    partner = come_in(quiet, case.partner)
    wear_the_brand(partner, case.partner)
    own_words(partner, case)
    bring_people_and_schedule(partner, case)
    undo_and_schedule_again_in_two_clicks(partner)
    deliver(partner)
    partner.looks()
    run = partner.page.url
    reader = read(quiet, case)
    answer(quiet, reader, partner, case)
    registration = register(partner, case)
    approve(carlos, case)
    sell(partner, carlos, registration, case)
    see_results(partner, vera, case)
    leave(quiet, case)
    end(partner, run)
    for person in (vera, carlos, partner, reader):
        person.page.context.close()


def invite(vera: Someone, sample: PartnerSample) -> None:
    vera.goes_to("/hq/partners")
    vera.follow("Add a partner")
    vera.fill(
        name=sample.name, website=f"https://{sample.email.split('@')[1]}", country=sample.country,
        region=sample.region, language=sample.language, timezone=sample.timezone, admin_name=sample.admin,
        admin_email=sample.email,
    )  # fmt: skip
    vera.press("Add partner and send invitation")
    vera.reads(sample.name)
    vera.looks()


def come_in(stage: Stage, sample: PartnerSample) -> Someone:
    """The first administrator follows the mail and chooses a password."""
    reader = stage.mailbox(stage.someone(sample.language), sample.email, "")
    reader.looks()
    partner = stage.mail_link(reader, "/in/")
    accept(partner)
    partner.at("/home")
    expect(partner.page.locator("html")).to_have_attribute("lang", sample.language)
    expect(partner.page.locator("html")).to_have_attribute("dir", "rtl" if sample.language == "ar" else "ltr")
    partner.looks()
    stage.partners[sample.slug] = sample
    return partner


def wear_the_brand(partner: Someone, sample: PartnerSample) -> None:
    partner.follow("Check brand")
    drawn = {"name": "logo.png", "mimeType": "image/png", "buffer": logo(sample.name, sample.colour)}
    partner.page.locator("input[name=logo]").set_input_files(drawn)  # type: ignore[arg-type]  # a FilePayload
    partner.page.locator("input[name=colour]").fill(sample.colour.lower())
    partner.fill(
        contact_name=sample.admin, contact_email=sample.email, contact_phone=sample.phone,
        postal_address=sample.address, legal_footer=sample.legal,
    )  # fmt: skip
    partner.press("Save brand")
    expect(partner.page.locator("main img[src^='/media/logo/']").first).to_be_visible(timeout=PATIENCE)
    partner.looks()


def own_words(partner: Someone, case: Case) -> None:
    """On the launch page, in the mail's own line: it is saved by itself, and the preview shows it."""
    partner.goes_to("/launch")
    partner.goes_to(f"/launch/{KIT}")
    partner.click(partner.page.locator("details.words > summary"))
    line = partner.page.locator("textarea[name$='own-line.text']")
    line.fill(case.sentence)
    frame = partner.page.frame_locator("#preview iframe")
    expect(frame.locator("body")).to_contain_text(case.sentence, timeout=PATIENCE)


def bring_people_and_schedule(partner: Someone, case: Case) -> None:
    """Path P5 of the user experience bar: at most six clicks, from home."""
    partner.goes_to("/home")
    with partner.counting() as clicks:
        partner.follow("Launch", inside=partner.page.locator(".ccard"))
        partner.follow("Choose a file")
        partner.pick(partner.page.locator("input[name=file]"), csv_file("our clients.csv", case.csv))
        partner.at("/contacts/imports/.+")
        partner.looks()
        question = partner.page.locator("[name=basis][value=express]")
        if question.count():
            partner.choose(question)
        partner.click(partner.page.locator("button[name=do][value=use]"))
        partner.at(f"/launch/{KIT}")
        partner.click(partner.page.locator("button[name=do][value=schedule]"))
    partner.at("/runs/.+")
    assert clicks.made <= 6
    partner.looks()


def undo_and_schedule_again_in_two_clicks(partner: Someone) -> None:
    """Within the hold nothing has left; then path P1: at most three clicks, meant are two."""
    partner.press("Undo")
    partner.at(f"/launch/{KIT}")
    partner.goes_to("/home")
    with partner.counting() as clicks:
        partner.follow("Launch", inside=partner.page.locator(".ccard"))
        partner.click(partner.page.locator("button[name=do][value=schedule]"))
    partner.at("/runs/.+")
    assert clicks.made == 2


def read(stage: Stage, case: Case) -> Someone:
    """The client finds the mail: the partner's own sentence and logo are in it."""
    reader = stage.mailbox(stage.someone(case.partner.language), case.email, case.subject)
    mail = reader.page.frame_locator("iframe")
    expect(mail.locator("body")).to_contain_text(case.sentence)
    drawn = mail.locator("img[src*='/media/logo/']")
    expect(drawn).to_be_visible()
    assert reader.page.request.get(drawn.get_attribute("src") or "").headers["content-type"] == "image/png"
    expect(mail.locator("html")).to_have_attribute("dir", "rtl" if case.partner.language == "ar" else "ltr")
    reader.looks()
    alone = stage.mail_alone(reader)
    alone.looks(mail=True)
    alone.page.context.close()
    return reader


def called(partner: Someone, case: Case) -> bool:
    """Whether the partner's call list has the client."""
    partner.page.reload()
    return case.first_name in partner.page.locator("main").inner_text()


def answer(stage: Stage, reader: Someone, partner: Someone, case: Case) -> None:
    """The button in the mail, then the form, which knows who came: two clicks, and the partner has a lead."""
    partner.goes_to("/leads")
    reader.page.wait_for_timeout(READS)
    with reader.counting() as clicks:
        page = stage.mail_link(reader, "/r/")
        page.at("/c/.+")
        expect(page.page.locator(".writer")).to_contain_text(case.first_name)
        expect(page.page.locator("#f-email")).to_have_count(0)
        page.looks()
        page.page.wait_for_timeout(READS)
        page.click(page.page.locator("main form button[type=submit]"))
    sent = time.monotonic()
    wait_until(lambda: called(partner, case), "the lead")
    assert time.monotonic() - sent <= 2, "a lead is in its partner's inbox within two seconds"
    page.at("/c/.+/thanks")
    assert clicks.made <= 2
    page.looks()


def register(partner: Someone, case: Case) -> str:
    """Path P7: from the call list to a registration that waits for its answer. Returns its path."""
    partner.goes_to("/home")
    wait_until(lambda: partner.page.reload() and partner.page.locator("main a[href='/leads']").count(), "the lead")
    with partner.counting() as clicks:
        partner.click(partner.page.locator("main a[href='/leads']").first)
        partner.follow("Register deal", about=case.first_name)
        partner.fill(amount=case.amount)
        partner.press("Send registration")
    partner.at("/deals/[0-9a-f-]+")
    assert clicks.made <= 3
    partner.looks()
    return urlsplit(partner.page.url).path


def approve(carlos: Someone, case: Case) -> None:
    """Path C2: one click in the queue."""
    carlos.goes_to("/hq/deals")
    with carlos.counting() as clicks:
        carlos.press("Approve", about="Sample Harbour")
    assert clicks.made == 1
    carlos.looks()


def sell(partner: Someone, carlos: Someone, registration: str, case: Case) -> None:
    """The partner moves the deal along, the vendor books the order."""
    partner.goes_to(registration)
    for _ in range(3):
        partner.click(partner.page.locator("form[action$='/stage'] button"))
    partner.looks()
    carlos.goes_to(f"/hq{registration}")
    carlos.looks()
    carlos.fill(order_number=f"NG-{case.partner.slug}", amount=case.amount)
    carlos.press("Mark as won")
    carlos.looks()


def see_results(partner: Someone, vera: Someone, case: Case) -> None:
    """Both find the amount on the assets that were clicked and answered: credits follow within a moment."""
    partner.goes_to("/results")
    wait_until(lambda: partner.page.reload() and partner.page.locator("main table tbody tr").count(), "the credits")
    rows = partner.page.locator("main table tbody tr")
    credited = [row.locator("td").last.inner_text() for row in rows.all()]
    assert sum(map(amount, credited), Decimal(0)) == Decimal(case.amount)
    vera.goes_to("/hq/attribution")
    vera.reads("Ransomware readiness check")


def leave(stage: Stage, case: Case) -> None:
    """Path R2: the link in the mail and the button behind it; no sign-in and no question first."""
    address = f"sample.1@{case.partner.slug}-clients.example"
    reader = stage.mailbox(stage.someone(case.partner.language), address, case.subject)
    with reader.counting() as clicks:
        page = stage.mail_link(reader, "/u/")
        page.looks()
        page.click(page.page.locator("main form button[type=submit]").first)
    assert clicks.made <= 2
    page.reads(page.word("Done"))
    page.looks()
    reader.page.context.close()


def amount(words: str) -> Decimal:
    """The number in a money amount, as English and Arabic pages of ours write it."""
    return Decimal(re.sub(r"[^0-9.]", "", words.replace("\u066b", ".")))
