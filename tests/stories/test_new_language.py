"""A kit learns Spanish: a marketer adds it by machine, reviews and publishes it, and a reader gets the Spanish mail.

The engine is the real apertium behind LibreTranslate's API.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tcma.trial.story import founding, sending
from tcma.trial.story.crowd import Crowd, Sample
from tests.catalogue.small_kit import write_kit
from tests.fixtures.engine import apertium
from tests.looking import PHONE
from tests.stories.stage import PATIENCE, Someone, Stage, firm

VERA, PARTNER, KIT = f"vera@{founding.DOMAIN}", firm("Sample Iberia"), "/hq/campaigns/small"
READER = Sample("lucia@sample-lectores.example", "Lucía", "Ejemplo", "Ejemplo SA", "es", country="Spain")
LEGAL = "Lo usamos para responderle."


@pytest.fixture
def spanish(quiet: Stage, tmp_path: Path) -> Stage:
    """One more kit is published, and one more partner is there."""
    apertium()
    quiet.world.command("publish", str(write_kit(tmp_path)))
    quiet.partner(PARTNER)
    return quiet


def test_a_kit_learns_spanish_and_a_reader_gets_it(spanish: Stage) -> None:
    vera = spanish.signed_in(VERA)
    add_spanish(vera)
    review_on_a_phone(vera)
    publish(vera)
    vera.page.context.close()
    run = launch(spanish)
    read(spanish)
    browser = spanish.world.browsers[PARTNER.slug]
    browser.submit(browser.get(run).form(action="/stop"))  # so that the clock of the next story is not held up by it


def add_spanish(vera: Someone) -> None:
    vera.goes_to("/hq/campaigns")
    vera.press("Change words", about="Small kit")
    vera.follow("Add a language")
    vera.at(f"{KIT}/languages")
    vera.looks()
    vera.fill(language="es")
    vera.press("Translate by machine")
    vera.at(f"{KIT}/languages/es")
    expect(vera.page.locator("main h2").first).to_have_text("Translated", timeout=120_000)  # it polls by itself
    vera.reads("1 legal text is left to you")
    vera.looks()


def review_on_a_phone(vera: Someone) -> None:
    """Side by side; an edit, what is sound at once, and the legal text by hand. The keyboard alone does, too."""
    vera.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    vera.follow("Review Spanish")
    vera.at(f"{KIT}/review/es")
    vera.looks()
    for part in ("kit", "email-1", "email-2", "landing", "posts"):
        vera.goes_to(f"{KIT}/review/es?part={part}")
        if part == "email-1":
            subject = vera.page.locator("[name='w:email-1.subject']")
            assert subject.input_value() == "Uno cuestiona"  # real, and poor: hence the review
            subject.fill("Una pregunta")
            subject.press("Tab")
            vera.page.keyboard.press("Enter")  # the button after the field: Approve
            vera.reads("Approved.")
            expect(subject).to_have_count(0)
        if part == "landing":
            vera.page.locator("[name='w:landing.privacy.text']").fill(LEGAL)
            vera.press("Approve", about="Legal text")
        vera.press("Approve all shown")
    vera.goes_to(f"{KIT}/review/es")
    vera.reads("Every text is approved or kept for later.")
    vera.looks()
    vera.page.set_viewport_size({"width": 1280, "height": 900})


def publish(vera: Someone) -> None:
    vera.goes_to(f"{KIT}/check")
    vera.looks()
    vera.click(vera.page.get_by_role("button", name=re.compile("^Publish to")))
    vera.at("/hq/campaigns")
    vera.goes_to(f"{KIT}/languages")
    assert re.search(r"Spanish · ready", vera.page.locator("main").inner_text())


def launch(spanish: Stage) -> str:
    """The partner sees Spanish offered, and launches it to who reads it. Returns where the run is shown."""
    world, partner = spanish.world, PARTNER.slug
    sending.bring_contacts(world, partner, Crowd([READER], [], [], 0, 0), name="lectores.csv")
    ana = spanish.signed_in(PARTNER.email)
    ana.goes_to("/launch/small?lang=es")
    expect(ana.page.locator("main")).to_contain_text("español", timeout=PATIENCE)
    ana.page.context.close()
    run = sending.launch(world, partner, "small")
    world.skip()
    sending.wait_sent(world, run, steps=1, people=1)
    return run.path


def read(spanish: Stage) -> None:
    letter = spanish.world.mailbox.letter(READER.email, "Una pregunta")
    assert letter.subject == "Una pregunta"
    lucia = spanish.mailbox(spanish.someone("es"), READER.email, letter.subject)
    mail = spanish.mail_alone(lucia)
    html = mail.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("es", "ltr")
    for said in ("Hola Lucía", "Leído la respuesta", "Recibe este correo porque aceptó", "Darse de baja",
                 "es partner de Northgate"):  # fmt: skip
        mail.reads(said)
    landing = spanish.mail_link(lucia, "/r/")
    assert landing.page.locator("html").get_attribute("lang") == "es"
    landing.reads(LEGAL)
    landing.reads("¿No es usted?")
    landing.looks()
    leaving = spanish.mail_link(lucia, "/u/")
    assert leaving.page.locator("html").get_attribute("lang") == "es"
    leaving.reads("¿No recibir más correo de Sample Iberia?")
    leaving.looks()
