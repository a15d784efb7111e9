"""Thirteen weeks in a minute: founded in the past, lived up to today."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import httpx

from tcma.trial.sample import asks, deals, desk, lunches, plot, shelf
from tcma.trial.sample.calendar import Calendar
from tcma.trial.sample.campaigns import KIT, Campaign, Reaction, noticed, react, start, together, visit
from tcma.trial.sample.crowds import AUDIENCES, BRIGHTWAVE_PEOPLE, KESTREL_NEWCOMERS, KESTREL_PEOPLE, Audience
from tcma.trial.sample.diary import Diary
from tcma.trial.sample.lunches import Lunch
from tcma.trial.sample.sayings import BETTER_GERMAN, NOTES, OWN_LINES
from tcma.trial.sample.shares import Shares
from tcma.trial.story import founding, selling, sending, tongues, wording
from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.mailbox import Mailbox, wait_until
from tcma.trial.story.world import World

LUNCH_KIT = "/hq/kits/zero-trust-lunch"
NOON, AFTERNOON = 11, 14  # hours of UTC: people read, then partners and vendor do their deals


def fill(url: str) -> None:
    """Fill the empty programme at `url`. Ends the process with the station that broke, if one does."""
    diary, world = Diary(), World(url, Mailbox(os.environ["SES_ENDPOINT_URL"]), {})
    try:
        Filling(world, Calendar.of_today(), diary).run()
    except (StoryBroke, httpx.HTTPError) as broke:
        raise SystemExit(f"The sample programme broke at “{diary.station}”: {broke}") from broke
    finally:
        world.close()
    diary.say(f"done in {diary.seconds:.0f} s")


class Filling:
    """One station after the other; within a station, people act side by side."""

    def __init__(self, world: World, calendar: Calendar, diary: Diary) -> None:
        self.world, self.calendar, self.say = world, calendar, diary.say
        self._deal_days = deals.days()
        self.shares = Shares()

    def run(self) -> None:
        self.say("the vendor, its people, three partners")
        self.world.go(self.calendar.at(0, 7), begin=True)
        self.found()
        self.say("Brightwave's campaign, mail 1")
        brightwave = self.launch(BRIGHTWAVE_PEOPLE, 8)
        self.react(8, (brightwave, plot.BRIGHTWAVE_DAYS[0]))
        self.say("Brightwave's campaign, mail 2")
        self.next_mail(11, brightwave)
        self.react(11, (brightwave, plot.BRIGHTWAVE_DAYS[1]))
        self.say("new words, a second version")
        self.go(self.calendar.at(14, AFTERNOON + 1))
        wording.reword(self.world, KIT, BETTER_GERMAN, language="de", part="email-1")
        french = tongues.begin(self.world, LUNCH_KIT, code="fr")
        self.say("Brightwave's mail 3, Kestrel's mail 1")
        kestrel = self.launch(KESTREL_PEOPLE, 15)
        brightwave.wait(self.world)
        self.react(15, (brightwave, plot.BRIGHTWAVE_DAYS[2]), (kestrel, plot.KESTREL_DAYS[0]))
        lunch = lunches.host(self.world, lunches.OVER, self.calendar.at(24, 8))
        self.say("Kestrel's campaign, mail 2; Brightwave's lunch, invitations")
        self.go(self.calendar.at(17, 8.5))
        lunch.wait(self.world, lunch.table.guests)
        self.next_mail(18, kestrel)
        self.react(18, (kestrel, plot.KESTREL_DAYS[1]), also=lunches.registrations(self.world, lunch))
        self.say("Kestrel's campaign, mail 3")
        self.next_mail(22, kestrel)
        self.react(22, (kestrel, plot.KESTREL_DAYS[2]), also=[partial(self.shares.give, self.world)])
        self.say("Brightwave's lunch, people who come by themselves, posts that colleagues share")
        self.eat(lunch)
        self.visits(brightwave, kestrel)
        self.say("the day after the lunch")
        self.go(lunch.starts_at + timedelta(days=1))
        lunch.wait(self.world, lunch.registering, 5)
        self.say("deals: registered, approved, won and lost")
        self.go(self.calendar.at(85, AFTERNOON + 1))
        coming = lunches.host(self.world, lunches.COMING, lunches.next_weekday(self.calendar.now))
        self.go(self.calendar.at(88, AFTERNOON))
        self.say("the last days: a campaign on its way, a lunch to come, a registration that waits")
        self.last_days(brightwave, coming)
        tongues.wait(self.world, french)
        self.world.go(None)

    def found(self) -> None:
        """`tcma init` and `tcma publish`, invitations, a mark, three partners with brand and contacts."""
        founding.found(self.world)
        founding.publish_library(self.world)
        colleagues = (
            ("maya", "Maya Sample", "channel_marketer"), ("carlos", "Carlos Sample", "channel_manager"),
            ("fatima", "Fatima Sample", "finance"),
        )  # fmt: skip
        together([
            *(partial(self.enrol, audience) for audience in AUDIENCES),
            partial(founding.publish, self.world, *founding.KITS),
            *(partial(founding.invite_colleague, self.world, *one) for one in colleagues),
            partial(founding.hang_out_sign, self.world),
        ])
        desk.plan_commissions(self.world)

    def enrol(self, audience: Audience) -> None:
        """A partner comes in, shows its colours and brings its people."""
        partner = audience.partner
        founding.invite_partner(self.world, partner)
        self.world.speak(partner.slug, "en")  # whoever drives these pages reads English
        founding.dress(self.world, partner)
        for file, crowd in shelf.small_lists(audience):
            sending.bring_contacts(self.world, partner.slug, crowd, name=file)
        # The newest list is offered first: the one that campaigns go to.
        sending.bring_contacts(self.world, partner.slug, audience.crowd, name=audience.file)
        if partner is founding.BRIGHTWAVE:
            founding.invite_teammate(self.world, partner, "adam", "Adam Sample", "employee")

    def go(self, to: datetime) -> None:
        """On to a moment, through all the days on which something happens to a deal."""
        while self._deal_days and self.calendar.at(self._deal_days[0], AFTERNOON) <= to:
            day = self._deal_days.pop(0)
            self.world.go(self.calendar.at(day, AFTERNOON))
            together(deals.of_day(self.world, day))
        self.world.go(to)

    def launch(self, audience: Audience, day: int) -> Campaign:
        """Launch, let the hold pass, wait until everyone has the first mail."""
        self.go(self.calendar.at(day, 7.2))
        return self._launched(audience, self.calendar.at(day, 7.25))

    def _launched(self, audience: Audience, held_until: datetime) -> Campaign:
        campaign = start(self.world, audience, words=OWN_LINES[audience.partner.language])
        self.world.go(held_until)
        campaign.wait(self.world)
        return campaign

    def next_mail(self, day: int, campaign: Campaign) -> None:
        """It is due at the wall-clock time of the launch: an hour of leeway for summer time."""
        self.go(self.calendar.at(day, 8.5))
        campaign.wait(self.world)

    def react(
        self, day: int, *whose: tuple[Campaign, Reaction], also: Sequence[Callable[[], object]] = ()
    ) -> None:
        """To the mail of the day; `also`: what others do meanwhile."""
        self.world.go(self.calendar.at(day, NOON))
        noticed()
        together([*also, *(partial(react, self.world, campaign, how) for campaign, how in whose)])

    def visits(self, brightwave: Campaign, kestrel: Campaign) -> None:
        """Before any deal is won, every click has to be told from a machine's and be counted."""
        self.go(self.calendar.at(24, NOON))
        together([
            partial(self.shares.follow, self.world),
            partial(visit, self.world, brightwave, plot.BRIGHTWAVE_VISITS),
            partial(visit, self.world, kestrel, plot.KESTREL_VISITS),
        ])
        for campaign, how in ((brightwave, plot.BRIGHTWAVE_DAYS[-1]), (kestrel, plot.KESTREL_DAYS[-1])):
            name = campaign.audience.person(*how.clicks[-1]).name
            wait_until(partial(self._among_leads, campaign.audience.slug, name), f"the click of {name}", 60)

    def _among_leads(self, slug: str, name: str) -> bool:
        return name in self.world.browsers[slug].get("/leads").words

    def eat(self, lunch: Lunch) -> None:
        """Reminded in the morning, checked in at the door."""
        self.go(lunch.starts_at - timedelta(minutes=90))
        lunch.wait(self.world, lunch.registering, 4)  # invited, confirmed, reminded the day before and today
        self.go(lunch.starts_at + lunches.LATE)
        noticed()
        lunches.check_in(self.world, lunch)

    def last_days(self, brightwave: Campaign, coming: Lunch) -> None:
        """Kestrel sends to people it met, to be seen under way; Alder & Finch's table fills; a registration waits.

        And Brightwave's people find time for what they keep about their contacts.
        """
        self.go(self.calendar.ago(2, 8))
        new = KESTREL_NEWCOMERS
        sending.bring_contacts(self.world, new.slug, new.crowd, name=new.file)
        again = self._launched(new, self.calendar.ago(2, 8.05))
        coming.wait(self.world, coming.registering)
        self.world.go(self.calendar.ago(2, NOON))
        noticed()
        together([
            *lunches.registrations(self.world, coming),
            lunches.dropping_in(self.world, coming),
            partial(react, self.world, again, plot.KESTREL_AGAIN),
            partial(visit, self.world, brightwave, plot.LATE_VISITS),
        ])
        self.world.go(self.calendar.ago(1, 9))
        together([
            partial(deals.register, self.world, deals.WAITING),
            partial(shelf.fill, self.world),
            partial(desk.open_desk, self.world),
            partial(desk.pay_commissions, self.world),
            partial(asks.arrange, self.world),
            self.work,
        ])
        asks.ask(self.world)
        for audience in AUDIENCES:
            self.world.speak(audience.slug, audience.partner.language)

    def work(self) -> None:
        """Two leads are taken in hand, and one is no fit."""
        for audience, who, note in (
            (BRIGHTWAVE_PEOPLE, plot.BRIGHTWAVE_WORKED, NOTES["en"]),
            (KESTREL_PEOPLE, plot.KESTREL_WORKED, NOTES["de"]),
        ):  # fmt: skip
            selling.note(self.world, audience.slug, audience.person(*who).name, note)
        no_fit = BRIGHTWAVE_PEOPLE.person(*plot.BRIGHTWAVE_NO_FIT)
        selling.dismiss(self.world, BRIGHTWAVE_PEOPLE.slug, no_fit.name)
