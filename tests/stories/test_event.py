"""A host and a guest in browsers: a page in two clicks, an Arabic registration on a phone, a move, and the door."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tcma.trial.story import hosting
from tcma.trial.story.crowd import Crowd, crowd
from tcma.trial.story.founding import PartnerSample
from tcma.trial.story.hosting import Hosted
from tcma.trial.story.mailbox import Letter, wait_until
from tcma.trial.story.sending import bring_contacts
from tests.looking import PHONE
from tests.stories.stage import PATIENCE, Someone, Stage, firm

HOST: PartnerSample = firm("Sample Table")
GUESTS: Crowd = crowd(4, mark="host", shares=("en", "ar"), bad=0, twice=0, bouncing=0, complaining=0)
READS = 2_100  # ms: who answers sooner is taken for a machine
ZONE = ZoneInfo(HOST.timezone)


@dataclass(frozen=True)
class Table:
    """The host, signed in, and an event whose page is open."""

    host: Someone
    event: Hosted


@pytest.fixture(scope="module")
def table(stage: Stage) -> Iterator[Table]:
    """H1: Start, the place, Publish page."""
    stage.partner(HOST)
    bring_contacts(stage.world, HOST.slug, GUESTS, name="guests.csv")
    host = stage.signed_in(HOST.email)
    host.goes_to("/launch?kind=event")
    host.looks()
    with host.counting() as clicks:
        host.follow("Start", about="zero trust")
        host.at("/events/new/zero-trust-lunch")
        host.fill(place="Sample Hall", address="Beispielstraße 12, Hamburg", capacity="2")
        host.press("Publish page")
        host.at("/events/[0-9a-f-]+")
    assert clicks.made == 2
    yield Table(host, Hosted(urlsplit(host.page.url).path, HOST.slug))
    host.page.context.close()


def newest(stage: Stage, email: str) -> Letter:
    """The last mail about the event to this address."""
    return [one for one in stage.world.mailbox.letters_to(email) if one.tags.get("origin") == "event"][-1]


def entries(stage: Stage, email: str) -> list[Calendar]:
    """The calendar files that this address was sent, in their order."""
    return [
        Calendar.from_ical(data)
        for mail in stage.world.mailbox.letters_to(email) for kind, data in mail.files if kind == "application/ics"
    ]


def test_the_page_says_what_will_go_out_and_when(quiet: Stage, table: Table) -> None:
    host = table.host
    host.goes_to(table.event.path)
    host.looks()
    host.reads("Reminder, the day before")
    host.follow("Confirmation of the seat")
    host.looks()
    expect(host.page.frame_locator("#preview iframe").locator("body")).to_contain_text(
        "Sample Hall, Beispielstraße 12, Hamburg", timeout=PATIENCE
    )


def test_people_are_invited_in_two_clicks_and_it_can_be_undone(quiet: Stage, table: Table) -> None:
    host = table.host
    host.goes_to(table.event.path)
    with host.counting() as clicks:
        host.press("Schedule invitations")
    assert clicks.made == 1
    host.reads("Invitations are scheduled")
    host.looks()
    host.press("Undo")
    expect(host.page.locator("main")).not_to_contain_text("Invitations are scheduled", timeout=PATIENCE)


def test_a_prospect_registers_in_arabic_on_a_phone_and_the_move_updates_their_calendar(
    quiet: Stage, table: Table
) -> None:
    person = next(one for one in GUESTS.people if one.language == "ar")
    guest = quiet.someone("ar")
    guest.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    guest.goes_to(hosting.address_of(quiet.world, table.event, "ar"))
    expect(guest.page.locator("html")).to_have_attribute("dir", "rtl")
    guest.looks()
    guest.fill(first_name=person.first_name, last_name=person.last_name, email=person.email, company=person.company)
    guest.page.wait_for_timeout(READS)
    with guest.counting() as clicks:
        guest.click(guest.page.locator("main form button[type=submit]"))
    assert clicks.made == 1
    expect(guest.page.locator("main")).to_contain_text("حُجز مقعدكم", timeout=PATIENCE)
    guest.looks()
    first = wait_until(lambda: entries(quiet, person.email), "a calendar entry", 120)[0]

    host, later = table.host, _later(first)
    host.goes_to(table.event.path)
    host.page.locator("summary", has_text="Change date, time or place").click()
    host.page.locator("[name=at]").fill(later.strftime("%Y-%m-%dT%H:%M"))
    host.press("Move event")
    host.reads("Moved. Everyone registered is told.")
    found = wait_until(lambda: (e := entries(quiet, person.email))[1:] and e, "an update of the entry", 120)
    before, after = (one.events[0] for one in found)
    assert str(after["UID"]) == str(before["UID"])
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))
    assert after.start == later
    assert [str(one["METHOD"]) for one in found] == ["REQUEST", "REQUEST"]

    guest.goes_to(newest(quiet, person.email).links("/seat/")[0])
    guest.looks()
    guest.goes_to(guest.page.locator("main a[href*='/t/']").first.get_attribute("href") or "")
    guest.looks()
    guest.page.context.close()


def _later(entry: Calendar) -> datetime:
    starts = entry.events[0].start
    assert isinstance(starts, datetime)
    return starts.astimezone(ZONE) + timedelta(days=7)


def test_a_helper_checks_the_guest_in_by_name(quiet: Stage, table: Table) -> None:
    person = next(one for one in GUESTS.people if one.language == "ar")
    helper = quiet.someone()
    helper.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    helper.goes_to(hosting.door_of(quiet.world, table.event))
    helper.page.locator("#q").fill(person.first_name[:3])
    with helper.counting() as clicks:
        helper.click(helper.page.locator("[data-guest] summary", has_text=person.name))
        helper.press("Check in", inside=helper.page.locator("[data-guest]", has_text=person.name))
    assert clicks.made == 2
    expect(helper.page.locator("[data-count]")).to_contain_text("1", timeout=PATIENCE)
    table.host.goes_to(table.event.path)
    table.host.reads("Came")
    helper.page.context.close()


def test_a_cancelled_event_takes_its_entry_out_of_the_calendar(quiet: Stage, table: Table) -> None:
    other = GUESTS.people[0]
    hosting.come(quiet.world, hosting.address_of(quiet.world, table.event), other)
    wait_until(lambda: entries(quiet, other.email), "a calendar entry", 120)
    table.host.goes_to(table.event.path)
    table.host.page.locator("summary", has_text="Cancel this event").click()
    table.host.press("Cancel event")
    table.host.reads("Cancelled. Everyone registered is told.")
    found = wait_until(lambda: (e := entries(quiet, other.email))[1:] and e, "a cancellation", 120)
    assert str(found[-1]["METHOD"]) == "CANCEL"
    guest = quiet.someone()
    guest.goes_to(hosting.address_of(quiet.world, table.event), 410)
    guest.reads("This event was cancelled")
    guest.looks()
    guest.page.context.close()
