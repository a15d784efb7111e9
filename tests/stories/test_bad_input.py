"""What people get wrong, and what others try: a clear refusal, and nothing half done."""

import json
import urllib.request
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from tcma.trial.story import founding
from tests.stories.conftest import VERA
from tests.stories.stage import PATIENCE, Someone, Stage, csv_file, firm

KIT = "ransomware-readiness"
HASTY = firm("Sample Hasty")
PEOPLE = "email,first name,country,language\nsam@sample-reader.example,Sam,GB,en\n"


@pytest.fixture
def hanna(quiet: Stage) -> Iterator[Someone]:
    """Administrator of a partner that has one list and, so far, no brand."""
    if HASTY.slug not in quiet.partners:
        founding.invite_partner(quiet.world, HASTY)
        quiet.partners[HASTY.slug] = HASTY
        http = quiet.world.browsers[HASTY.slug]
        file = {"file": ("people.csv", PEOPLE.encode())}
        shown = http.submit(http.get("/contacts/import").form(field_name="file"), files=file)
        http.submit(shown.form(field_name="basis"), {"basis": "express"}, button="Use th")
    person = quiet.signed_in(HASTY.email)
    yield person
    person.page.context.close()


def steps(stage: Stage) -> int:
    """How many steps of launches there are."""
    engine = create_engine(stage.programme.settings["DATABASE_URL"])
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM steps WHERE origin = 'launch'")).scalar_one()
    engine.dispose()
    return int(found)


def problem(person: Someone, words: str) -> None:
    """The page says what is wrong, on top and in its title, and no machine finds a barrier on it."""
    expect(person.page.locator("[role=alert]").first).to_contain_text(words, timeout=PATIENCE)
    assert person.page.title().startswith("Error: ")
    person.looks()


def test_a_wrong_password_says_so_and_keeps_the_address(quiet: Stage) -> None:
    person = quiet.someone()
    person.goes_to("/sign-in")
    person.fill(email=VERA, password="not-the-password-at-all")
    person.press("Sign in")
    problem(person, "password")
    assert person.page.input_value("#email") == VERA
    person.page.context.close()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/r/forged", 404, "Open the link in the mail itself, or answer the mail: a person reads it."),
        ("/u/forged", 404, "Open it again from the mail."),
        ("/in/forged", 410, "Ask"),
        (f"/c/en/nobody/{UUID(int=1)}/page", 404, "It may have moved."),
    ],
)
def test_a_forged_link_leads_to_a_page_that_says_what_to_do(
    quiet: Stage, path: str, status: int, words: str
) -> None:
    person = quiet.someone()
    person.goes_to(path, status)
    person.reads(words)
    person.looks()
    person.page.context.close()


def test_nothing_is_launched_without_a_postal_address(quiet: Stage, hanna: Someone) -> None:
    before = steps(quiet)
    hanna.goes_to(f"/launch/{KIT}")
    hanna.click(hanna.page.locator("button[name=do][value=schedule]"))
    problem(hanna, "postal address")
    assert steps(quiet) == before


def test_nothing_is_launched_from_a_sender_that_is_not_verified(
    quiet: Stage, hanna: Someone, unverified: None
) -> None:
    founding.dress(quiet.world, HASTY)
    before = steps(quiet)
    hanna.goes_to(f"/launch/{KIT}")
    hanna.click(hanna.page.locator("button[name=do][value=schedule]"))
    problem(hanna, founding.DOMAIN)
    assert steps(quiet) == before


@pytest.fixture
def unverified(stage: Stage) -> Iterator[None]:
    _verify(stage, False)
    yield
    _verify(stage, True)


def _verify(stage: Stage, verified: bool) -> None:
    body = json.dumps({"identity": founding.DOMAIN, "verified": verified}).encode()
    address = f"{stage.programme.simulator_url}/_sim/identities"
    asked = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(asked, timeout=10).close()


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("no-addresses.csv", "name,company\nSam Sample,Sample Works\n", "e-mail"),
        ("empty.csv", "", "empty"),
        ("picture.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "picture"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(hanna: Someone, name: str, body: str, words: str) -> None:
    hanna.goes_to("/contacts")
    before = hanna.page.locator("main").inner_text()
    hanna.goes_to("/contacts/import")
    hanna.pick(hanna.page.locator("input[name=file]"), csv_file(name, body, "latin-1"))
    problem(hanna, words)
    hanna.goes_to("/contacts")
    assert hanna.page.locator("main").inner_text() == before


def test_a_file_whose_letters_are_not_said_is_asked_about(hanna: Someone) -> None:
    """Bytes that several encodings could mean: a person chooses what reads right."""
    rows = "Email;Name\na@sample-reader.example;\u0141ukasz W\xf3jcik\n"
    hanna.goes_to("/contacts/import")
    hanna.pick(hanna.page.locator("input[name=file]"), csv_file("letters.csv", rows, "cp1250"))
    hanna.at("/contacts/imports/.+")
    hanna.looks()
    hanna.choose(hanna.page.get_by_role("radio", name="\u0141ukasz W\xf3jcik").first)
    hanna.press("Read the file")
    hanna.reads("Hi \u0141ukasz,")
    hanna.looks()
