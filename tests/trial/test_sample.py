"""The sample programme: its plot holds together, and a demo filled with it is worth looking at."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, text

from tcma.trial.sample import deals, lunches, plot, shares, shelf
from tcma.trial.sample.calendar import Calendar
from tcma.trial.sample.campaigns import FIRST_OTHER, Reaction
from tcma.trial.sample.crowds import AUDIENCES, BRIGHTWAVE_PEOPLE, KESTREL_NEWCOMERS, KESTREL_PEOPLE
from tcma.trial.story.browser import Browser
from tcma.trial.story.counting import MODELS, tally, twice_sent
from tcma.trial.story.founding import ALDERFINCH, BRIGHTWAVE, KESTREL
from tcma.trial.story.mailbox import Mailbox, wait_until
from tcma.trial.story.world import World
from tcma.trial.supervisor import Programme

Become = Callable[[str], Browser]
EVERYBODY = (*AUDIENCES, KESTREL_NEWCOMERS)
REACTIONS = (
    (BRIGHTWAVE_PEOPLE, plot.BRIGHTWAVE_DAYS), (KESTREL_PEOPLE, plot.KESTREL_DAYS),
    (KESTREL_NEWCOMERS, (plot.KESTREL_AGAIN,)),
)  # fmt: skip


def test_everyone_in_the_files_has_an_address_of_their_own_at_a_reserved_domain() -> None:
    emails = [one.email for audience in EVERYBODY for one in audience.crowd.people]
    assert [email for email, count in Counter(emails).items() if count > 1] == []
    assert {email.rpartition(".")[2] for email in emails} == {"example"}


def test_no_customer_is_written_to_by_two_partners() -> None:
    domains = [firm.domain for audience in EVERYBODY for firm in audience.firms]
    assert len(domains) == len(set(domains))


@pytest.mark.parametrize("weekday", range(7))
def test_the_days_of_the_plot_are_over_before_the_last_days_begin(weekday: int) -> None:
    calendar = Calendar(datetime(2026, 11, 16, 0, 30, tzinfo=UTC) + timedelta(days=weekday))
    assert calendar.at(deals.days()[-1], 14) < calendar.ago(2, 8) < calendar.ago(1, 9) < calendar.now
    assert calendar.first_day.weekday() == 0


@pytest.mark.parametrize("deal", deals.DEALS, ids=lambda deal: f"{deal.audience.slug}-{deal.firm}")
def test_a_deal_is_approved_after_it_is_registered_and_won_after_that(deal: deals.Deal) -> None:
    days = [deal.registered, deal.approved, *sorted(deal.moves), deal.won or deal.lost]
    known = [day for day in days if day is not None]
    assert known == sorted(set(known))
    assert sum(deal.moves.values()) <= 3
    assert bool(deal.won) == bool(deal.booked)


@pytest.mark.parametrize(("audience", "days"), REACTIONS)
def test_nobody_who_answered_a_run_reacts_to_a_later_mail_of_it(audience: object, days: tuple[Reaction, ...]) -> None:
    answered: set[tuple[int, int]] = set()
    for how in days:
        assert not answered & {*how.clicks, *how.answers}
        answered |= set(how.answers)
        assert all(firm < FIRST_OTHER for firm, _ in (*how.clicks, *how.answers))


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("table", [lunches.OVER, lunches.COMING], ids=lambda table: table.audience.slug)
def test_a_lunch_is_on_a_weekday_and_invited_to_while_the_calendar_waits(table: lunches.Table, weekday: int) -> None:
    calendar = Calendar(datetime(2026, 11, 16, 0, 30, tzinfo=UTC) + timedelta(days=weekday))
    if table is lunches.OVER:
        at, hosted, read = table.at(calendar.at(24, 8)), calendar.at(15, 11), calendar.at(17, 8.5)
        invited = at - timedelta(days=7)
    else:
        at, hosted, read = table.at(lunches.next_weekday(calendar.now)), calendar.at(85, 15), calendar.ago(2, 8)
        invited = at - timedelta(days=21)
    assert at.weekday() < 5
    assert hosted < invited < read


def test_nobody_at_the_tables_has_another_part_in_the_plot() -> None:
    busy = {who[0] for audience, days in REACTIONS if audience is BRIGHTWAVE_PEOPLE
            for how in days for who in (*how.clicks, *how.answers)}  # fmt: skip
    assert not busy & set(lunches.OVER.firms)
    assert max(lunches.OVER.firms) < FIRST_OTHER
    assert lunches.OVER.came < lunches.OVER.coming < lunches.OVER.seats
    assert lunches.COMING.coming == lunches.COMING.seats  # and one more drops in


def test_everyone_who_follows_a_post_has_a_browser_of_their_own() -> None:
    number = shares.BY_OMAR + shares.BY_LAYLA + shares.BY_ADAM
    assert len({shares.agent(one) for one in range(number)}) == number


@pytest.fixture(scope="module")
def filled() -> Iterator[Programme]:
    with Programme(fill=True, seconds=900) as programme:
        yield programme


@pytest.fixture(scope="module")
def mailbox(filled: Programme) -> Iterator[Mailbox]:
    mailbox = Mailbox(filled.simulator_url)
    yield mailbox
    mailbox.close()


@pytest.fixture
def become(filled: Programme) -> Iterator[Callable[[str], Browser]]:
    """Someone's browser, by one click on the page of personas."""
    opened: list[Browser] = []

    def become(name: str) -> Browser:
        opened.append(Browser(filled.url))
        opened[-1].submit(opened[-1].get("/trial/").form(button=name))
        return opened[-1]

    yield become
    for browser in opened:
        browser.close()


def test_the_filling_says_how_far_it_is(filled: Programme) -> None:
    said = re.findall(r"Filling the sample programme: (.+)", filled.log.read_text())
    assert len(said) > 8
    assert said[-1].startswith("done in ")


def test_the_programme_ends_today_and_something_is_due(filled: Programme, become: Become) -> None:
    engine = create_engine(filled.settings["DATABASE_URL"])
    with engine.connect() as connection:
        assert connection.execute(text("SELECT clock_offset.offset FROM clock_offset")).scalar_one() == timedelta(0)
        first = connection.execute(text("SELECT min(published_at) FROM kit_versions")).scalar_one()
    engine.dispose()
    assert timedelta(weeks=12) < datetime.now(UTC) - first < timedelta(weeks=15)
    browser = become("Jonas Sample")
    run = browser.get("/runs").link(path="/runs/")
    before = browser.json(f"{run}/progress")
    assert before["active"]
    assert before["accepted"]


def test_the_five_rules_differ_and_some_of_the_revenue_is_nobodys(filled: Programme, mailbox: Mailbox) -> None:
    found = tally(filled.settings["DATABASE_URL"], "ransomware-readiness")
    assert len({tuple(sorted(found.credits[model].items())) for model in MODELS}) > 3
    assert all(found.unattributed[model] > 0 for model in MODELS)
    assert len(found.credits["linear"]) >= 4  # three mails and the page
    assert twice_sent(mailbox) == {}


@pytest.mark.parametrize(("name", "path", "words"), [
    ("Layla Sample", "/home", ("Ransomware readiness check", "people want to talk", "Won")),
    ("Layla Sample", "/deals", ("Negotiation", "days left", "Won", "Lost")),
    ("Ruth Sample", "/home", ("Launch", "contacts fit")),
    ("Vera Sample", "/hq", ("1 registration waits for an answer", "Kestrel Systems")),
    ("Carlos Sample", "/hq/deals", ("Approve", "Northmoor")),
    ("Fatima Sample", "/hq/attribution", ("Middle East and Africa", "Europe", "No known touch")),
    ("Maya Sample", "/hq/campaigns", ("Ransomware readiness check",)),
    ("Adam Sample", "/home", ("Adam",)),
    ("Layla Sample", "/contacts", (shelf.WARM, shelf.ARABIC, "Lunch guest", "Key account", "lunch-guests", "fair")),
    ("Layla Sample", "/contacts/suppressed", ("sample-competitor.example", "Everyone at this domain", "sample-hotel")),
    ("Layla Sample", "/contacts/duplicates", (shelf.AGAIN.email, shelf.KEY_ACCOUNT.email)),
    ("Layla Sample", "/contacts/keys", ("Form on our website", "Never")),
    ("Layla Sample", "/share", ("Omar Sample", "Layla Sample", "A colleague")),
    ("Maya Sample", "/hq/kits/zero-trust-lunch/languages", ("French", "waits for a review")),
    ("Vera Sample", "/hq/events", ("Brightwave IT", "Alder & Finch")),
])  # fmt: skip
def test_everyone_finds_something_to_look_at(become: Become, name: str, path: str, words: tuple[str, ...]) -> None:
    page = become(name).get(path)
    assert [one for one in words if one not in page.words] == []


def numbers(browser: Browser) -> dict[str, str]:
    """What the first event of the list says of its guests, by word."""
    page = browser.get(browser.get("/events").link(path="/events/"))
    kpis = [one.text(separator=" ").split() for one in page.tree.css(".kpi")]
    return {words[0]: " ".join(words[1:]) for words in kpis}


def test_one_lunch_is_over_and_was_followed_up(mailbox: Mailbox, become: Become) -> None:
    table = lunches.OVER
    layla = become("Layla Sample")
    page = layla.get(layla.get("/events").link(path="/events/"))
    assert "Over" in page.words
    assert page.words.count("Came") >= table.came
    assert "Did not come" in page.words
    for guest, words in ((table.guests[0], "came"), (table.guests[table.coming - 1], "missed")):
        assert len([one for one in mailbox.letters_to(guest.email) if one.tags.get("origin") == "event"]) == 5, words


def test_one_lunch_is_to_come_its_table_is_full_and_one_waits(become: Become) -> None:
    said = numbers(become("Ruth Sample"))
    assert said["Invited"] == str(len(lunches.COMING.guests))
    assert said["Waiting"] == "1"
    assert said["Seats"] == f"taken {lunches.COMING.seats} of {lunches.COMING.seats}"


def test_one_yes_is_asked_for_once_more_and_not_answered(mailbox: Mailbox, become: Become) -> None:
    letter = mailbox.letter(lunches.DROPS_IN.email, "May ")
    asked = become("Ruth Sample").get(letter.links("/yes/")[0])
    assert asked.form(action=urlsplit(asked.url).path).buttons


def test_sharing_is_counted_by_person_and_who_did_not_agree_is_not_named(become: Become) -> None:
    rows = [" ".join(row.text(separator=" ").split()) for row in
            become("Layla Sample").get("/share").tree.css("#leaderboard tbody tr")]  # fmt: skip
    asked = shares.BY_OMAR + 1
    assert rows == [
        f"1 Omar Sample {asked} 1 0 {asked + 10}", f"2 Layla Sample You {shares.BY_LAYLA} 0 0 {shares.BY_LAYLA}",
        f"3 A colleague {shares.BY_ADAM} 0 0 {shares.BY_ADAM}",
    ]  # fmt: skip


def test_partners_wear_their_own_colours(become: Become) -> None:
    for partner, admin in ((BRIGHTWAVE, "Layla"), (KESTREL, "Jonas"), (ALDERFINCH, "Ruth")):
        page = become(admin).get("/brand")
        assert partner.colour in page.text
        assert "/media/logo/" in page.text


def test_partners_read_their_own_language(become: Become) -> None:
    assert 'lang="de"' in become("Jonas Sample").get("/home").text
    assert 'lang="en"' in become("Layla Sample").get("/home").text


def test_skipping_sends_the_next_mail_at_once(filled: Programme, mailbox: Mailbox, become: Become) -> None:
    browser = become("Jonas Sample")
    run = browser.get("/runs").link(path="/runs/")
    before = browser.json(f"{run}/progress")["to"]
    World(filled.url, mailbox, filled.settings).skip()
    wait_until(lambda: browser.json(f"{run}/progress")["to"] > before, "the second mail", 60)
