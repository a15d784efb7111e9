"""Two lunches in the sample programme: one at Brightwave that is over, one at Alder & Finch that is coming."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from tcma.trial.sample.campaigns import together
from tcma.trial.sample.crowds import ALDERFINCH_PEOPLE, BRIGHTWAVE_PEOPLE, Audience
from tcma.trial.story import hosting
from tcma.trial.story.crowd import Sample
from tcma.trial.story.hosting import Hosted
from tcma.trial.story.mailbox import Letter, wait_until
from tcma.trial.story.world import World

SATURDAY = 5
AHEAD = 18  # days: the first invitation, three weeks before, is out by now
LATE = timedelta(minutes=10)  # guests are


@dataclass(frozen=True)
class Table:
    """A lunch as its host wants it. Guests are firms and people of the host's audience, all of them invited.

    `coming`: how many of the guests, from the first on, register; `came`: how many of those are there.
    """

    audience: Audience
    file: str
    firms: range
    place: str
    time: tuple[int, int]  # hour and minute where it is
    seats: int
    coming: int
    came: int = 0

    @property
    def guests(self) -> list[Sample]:
        return [self.audience.person(firm, who) for firm in self.firms for who in (0, 1)]

    @property
    def list_name(self) -> str:
        return self.file.rpartition(".")[0]

    def at(self, day: datetime) -> datetime:
        """When it begins on this day. Aware, in the host's own zone."""
        hour, minute = self.time
        local = day.astimezone(ZoneInfo(self.audience.partner.timezone))
        return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


OVER = Table(BRIGHTWAVE_PEOPLE, "lunch-guests.csv", range(13, 20), "Sample Tower, room 12", (12, 15), 10, 7, 5)
COMING = Table(ALDERFINCH_PEOPLE, "lunch-guests.csv", range(10, 17), "Sample House, Millgate", (12, 30), 8, 8)
# Not among anybody's contacts: a colleague of a guest sent the address of the page, and the box is ticked.
DROPS_IN = Sample("robin.sample@sample-visitor.example", "Robin", "Sample", "Sample Visitor", "en", "GB")


@dataclass
class Lunch:
    """How far it is. `since`: where its mails begin in the mailbox."""

    table: Table
    starts_at: datetime
    event: Hosted
    since: int
    mails: dict[str, Letter] = field(default_factory=dict)

    def wait(self, world: World, people: Sequence[Sample], mails: int = 1) -> None:
        """Until each of these has so many mails about it; the newest is what they have in hand."""

        def look() -> dict[str, Letter] | None:
            found: dict[str, list[Letter]] = {}
            for one in world.mailbox.letters(since=self.since):
                if one.tags.get("origin") == "event":
                    found.setdefault(one.to, []).append(one)
            if all(len(found.get(person.email, [])) >= mails for person in people):
                return {email: letters[-1] for email, letters in found.items()}
            return None

        self.mails = wait_until(look, f"mail {mails} of {self.event.path} to {len(people)} people", 120)

    @property
    def registering(self) -> list[Sample]:
        return self.table.guests[: self.table.coming]


def host(world: World, table: Table, day: datetime) -> Lunch:
    """The page is open and the invitations are scheduled; those whose time is over stay at home."""
    since, slug, at = world.mailbox.count(), table.audience.slug, table.at(day)
    event = hosting.host(world, slug, seats=table.seats, at=at, place=table.place)
    hosting.invite(world, event, name=table.list_name)
    return Lunch(table, at, event, since)


def registrations(world: World, lunch: Lunch) -> list[Callable[[], None]]:
    """Each follows the mail and saves a seat."""
    return [partial(hosting.register, world, lunch.mails[one.email]) for one in lunch.registering]


def dropping_in(world: World, lunch: Lunch) -> Callable[[], None]:
    """Somebody registers by the address alone and agrees to mails: the mail that asks once more is not answered yet."""
    address = hosting.address_of(world, lunch.event)
    return partial(hosting.come, world, address, DROPS_IN, agrees=True)


def check_in(world: World, lunch: Lunch) -> None:
    """At the door: the first of those who registered are there, the others are not."""
    door = hosting.door_of(world, lunch.event)
    together([partial(hosting.check_in, world, door, one) for one in lunch.registering[: lunch.table.came]])


def next_weekday(today: datetime) -> datetime:
    """The day of the coming lunch: the last weekday of the next two and a half weeks."""
    day = today + timedelta(days=AHEAD)
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))
