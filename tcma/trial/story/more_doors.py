"""The other two doors: a table with three seats, and a colleague's post. Each of them ends in a won deal."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tcma.base.settings import ROOT
from tcma.catalogue.rules import read_kit, segments
from tcma.trial.story import founding, hosting, selling, sending, sharing
from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.crowd import Sample, crowd
from tcma.trial.story.mailbox import Letter, wait_until
from tcma.trial.story.world import World

HOST = founding.ALDERFINCH
SEATS = 3
GUESTS = crowd(12, mark="af", bad=1, twice=1, bouncing=1, complaining=0)
VISITOR = crowd(1, mark="shared").people[0]


def more_doors(world: World, partner: founding.PartnerSample, say: Callable[[str], None]) -> frozenset[str]:
    """An event of one partner, then a post shared at another. Returns the addresses of who clicked or answered."""
    came = have_guests(world, say)
    say("a colleague shares a post")
    shared = sharing.share_a_post(world, partner, visitor=VISITOR)
    say("registering, approving, winning what came of them")
    for slug, person, amount in ((HOST.slug, came[0], "3000.00"), (partner.slug, VISITOR, "2000.00")):
        path = selling.register_lead(world, slug, person.name, amount=amount, country="GB")
        selling.approve(world, path)
        selling.advance(world, path, slug)
        selling.win(world, path, order=f"NG-2028-{slug}", amount=amount)
    return frozenset({shared.answered, *(one.email for one in came)})


def have_guests(world: World, say: Callable[[str], None]) -> list[Sample]:
    """Five answer an invitation to three seats; one gives its seat back, one does not come. Returns the five."""
    say("a second partner hosts a lunch")
    founding.invite_partner(world, HOST)
    founding.dress(world, HOST)
    sending.bring_contacts(world, HOST.slug, GUESTS, name="lunch-guests.csv")
    event = hosting.host(world, HOST.slug, seats=SEATS)
    starts = hosting.starts_at(world, event).replace(tzinfo=ZoneInfo(HOST.timezone))
    hosting.invite(world, event)
    world.skip()  # over the hold
    hosting.go_to(world, starts - timedelta(days=20, hours=23))
    invitations = _mails(world, "invitation-1", len(GUESTS.everyone))
    first, second, third, fourth, _fifth = came = GUESTS.people[:5]
    for number, guest in enumerate(came):
        hosting.register(world, invitations[guest.email])
        if number < SEATS:
            _mails(world, "confirmation", number + 1)
        else:
            _mails(world, "waiting-list", number + 1 - SEATS)
    say("a seat is given back, and offered to who waits first")
    hosting.press(world, _mails(world, "confirmation", SEATS)[second.email], "leave")
    hosting.press(world, _mails(world, "seat-offered", 1)[fourth.email], "take")
    say("reminders, and the door")
    for before, asset in ((timedelta(days=7), "reminder-week"), (timedelta(days=1), "reminder-day"),
                          (timedelta(hours=2), "reminder-today")):  # fmt: skip
        hosting.go_to(world, starts - before + timedelta(minutes=1))
        reminded = _mails(world, asset, SEATS)
        if set(reminded) != {first.email, third.email, fourth.email}:
            raise StoryBroke(f"{asset} went to {sorted(reminded)}")
    hosting.go_to(world, starts - timedelta(minutes=10))
    door = hosting.door_of(world, event)
    for guest in (first, fourth):
        hosting.check_in(world, door, guest)
    say("the day after: other mails for who came and who did not")
    hosting.go_to(world, starts + timedelta(days=1, hours=1))
    for asset, people in (("attended", {first.email, fourth.email}), ("no-show", {third.email})):
        if set(found := _mails(world, asset, len(people))) != people:
            raise StoryBroke(f"{asset} went to {sorted(found)}")
    return came


def _mails(world: World, asset: str, people: int) -> dict[str, Letter]:
    """{address: its mail of this part of the kit}, once so many are there."""

    subjects = _subjects(asset)

    def look() -> dict[str, Letter] | None:
        found = {one.to: one for one in world.mailbox.letters_of("event") if one.subject in subjects}
        return found if len(found) >= people else None

    return wait_until(look, f"{people} mails of {asset}", 240)


@cache
def _subjects(asset: str) -> frozenset[str]:
    """What this part of the kit is called in each language."""
    found = read_kit(ROOT / "campaigns" / hosting.KIT)
    assert found.kit is not None  # it was published a moment ago
    key = f"{asset}.subject"
    return frozenset({segments(found.kit)[key], *(copy[key].text for copy in found.copy.values())})
