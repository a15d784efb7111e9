"""Somebody asks the vendor: a partner is asked, does not answer in time, the next one takes the lead from its mail."""

from contextlib import suppress

import pytest

from tcma.trial.story import channel
from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.founding import PartnerSample
from tcma.trial.story.mailbox import wait_until
from tests.stories.conftest import CARLOS
from tests.stories.stage import Stage, firm

FIRMS = (firm("Sample North"), firm("Sample South"))
PRODUCT = "Sample tunnel"
PERSON = ("Ada Sample", "ada@tunnel-works.example", "+49 30 555 0188", "Call me in the morning")


@pytest.fixture(scope="module")
def firms(stage: Stage) -> tuple[PartnerSample, ...]:
    """Two partners that sell the product, and the rule that says so."""
    stage.signed_in(CARLOS).page.context.close()  # he speaks English again, whatever he spoke in a story before
    for sample in FIRMS:
        stage.partner(sample)
        channel.enrol(stage.world, sample.name, countries="DE", products=PRODUCT)
    channel.write_rule(stage.world, {"products": PRODUCT, "covers-product": "y", "covers-country": "y"})
    return FIRMS


def asked_first(stage: Stage, firms: tuple[PartnerSample, ...], lead: str) -> PartnerSample | None:
    seen = words(stage, lead)
    return next((one for one in firms if f"Offered to {one.name}" in seen), None)


def words(stage: Stage, lead: str) -> str:
    return stage.world.browsers["carlos"].get(lead).words


def test_a_lead_is_offered_times_out_and_is_taken_by_the_next_from_its_mail(
    quiet: Stage, firms: tuple[PartnerSample, ...]
) -> None:
    world = quiet.world
    first_name, _, last_name = PERSON[0].partition(" ")
    lead = channel.bring(
        world, company="Tunnel Works", email=PERSON[1], first_name=first_name, last_name=last_name, phone=PERSON[2],
        country="DE", product=PRODUCT, message=PERSON[3],
    )  # fmt: skip
    subject = "A lead for you: Tunnel Works"
    first = wait_until(lambda: asked_first(quiet, firms, lead), "an offer")
    letter = world.mailbox.letter(first.email, subject)
    second = firms[1] if first is firms[0] else firms[0]
    assert not [one for one in PERSON if one in letter.text]

    for _day in range(4):  # two business days, and a weekend may lie between
        world.skip(minutes=24 * 60)
        with suppress(StoryBroke):  # not due yet: another day
            wait_until(lambda: f"No answer from {first.name} in time" in words(quiet, lead), "the time-out", 8)
            break
    world.mailbox.letter(second.email, subject)

    reader = quiet.mailbox(quiet.someone(), second.email, subject)
    with reader.counting() as clicks:
        page = quiet.mail_link(reader, "/offer/")
        page.reads("Tunnel Works")
        page.looks()
        page.press("Take the lead")
        page.reads("The lead is yours")
    assert clicks.made == 2
    page.looks()

    caller = quiet.signed_in(second.email)
    caller.goes_to("/leads")
    caller.reads(PERSON[0])
    caller.follow("See the story", about=PERSON[0])
    for said in (*PERSON, PRODUCT):
        caller.reads(said)
    caller.looks()
    assert first.name not in caller.page.content()
    for browser, hidden in ((world.browsers[first.slug], "Tunnel Works"), (world.browsers[second.slug], first.name)):
        assert hidden not in browser.get("/leads").words

    carlos = quiet.signed_in(CARLOS)
    carlos.goes_to(lead)
    for told in (f"Offered to {first.name}", f"No answer from {first.name} in time", f"Taken by {second.name}"):
        carlos.reads(told)
    for one in (reader, page, caller, carlos):
        one.page.context.close()
