"""The deals of the sample programme: who asked for what, and on which day each came how far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tcma.trial.sample.crowds import ALDERFINCH_PEOPLE, BRIGHTWAVE_PEOPLE, KESTREL_PEOPLE, Audience
from tcma.trial.story import selling
from tcma.trial.story.world import World


@dataclass
class Deal:
    """Days as in calendar.py. `person` None: no campaign had a part in it, so nobody is known to have earned it."""

    audience: Audience
    firm: int
    amount: str
    registered: int
    person: int | None = 0
    approved: int | None = None
    moves: dict[int, int] = field(default_factory=dict)  # day: how many stages on
    won: int | None = None
    booked: str = ""
    lost: int | None = None
    path: str = ""

    @property
    def days(self) -> set[int]:
        found = {self.registered, self.approved, self.won, self.lost, *self.moves}
        return {day for day in found if day is not None}


LOST_BECAUSE = "They stay with what they have until the contract ends next year."

DEALS = (
    Deal(BRIGHTWAVE_PEOPLE, 0, "18400", 11, approved=14, moves={22: 2, 25: 1}, won=30, booked="18400"),
    Deal(BRIGHTWAVE_PEOPLE, 4, "26000", 11, approved=14, moves={25: 1, 39: 1, 71: 1}),
    Deal(BRIGHTWAVE_PEOPLE, 1, "9800", 15, approved=18, moves={25: 2, 36: 1}, won=45, booked="9650.50"),
    Deal(BRIGHTWAVE_PEOPLE, 2, "14250", 15, approved=18, moves={30: 2, 57: 1}, won=71, booked="14250"),
    Deal(BRIGHTWAVE_PEOPLE, 6, "7500", 15, approved=18, moves={25: 1}, lost=50),
    Deal(BRIGHTWAVE_PEOPLE, 3, "31900", 25, person=2, approved=28, moves={36: 2, 57: 1}, won=64, booked="32400"),
    Deal(BRIGHTWAVE_PEOPLE, 5, "12600", 25, approved=28, moves={50: 2}),
    Deal(BRIGHTWAVE_PEOPLE, 8, "6400", 22, person=None, approved=25, moves={36: 3}, won=50, booked="6400"),
    Deal(BRIGHTWAVE_PEOPLE, 13, "15600", 36, approved=39, moves={45: 2, 57: 1}, won=78, booked="15600"),  # a guest
    Deal(KESTREL_PEOPLE, 0, "22300", 18, approved=22, moves={28: 2, 30: 1}, won=36, booked="22300"),
    Deal(KESTREL_PEOPLE, 1, "16700", 22, approved=25, moves={30: 2, 39: 1}, won=57, booked="15980"),
    Deal(KESTREL_PEOPLE, 2, "28400", 25, approved=28, moves={39: 2, 64: 1}, won=78, booked="28400"),
    Deal(KESTREL_PEOPLE, 3, "11200", 25, approved=28, moves={45: 2}),
    Deal(KESTREL_PEOPLE, 7, "19300", 30, person=1, approved=36, moves={45: 2, 71: 1}, won=85, booked="19300"),
    Deal(ALDERFINCH_PEOPLE, 0, "8900", 22, person=None, approved=25, moves={28: 1, 36: 2}, won=39, booked="8900"),
    Deal(ALDERFINCH_PEOPLE, 1, "13400", 64, person=None, approved=71, moves={78: 1}),
)
# Nobody has answered this one yet: the channel manager has something to do.
WAITING = Deal(ALDERFINCH_PEOPLE, 2, "17250", 0, person=None)


def days() -> list[int]:
    """Every day on which something happens to a deal."""
    return sorted(set().union(*(deal.days for deal in DEALS)))


def of_day(world: World, day: int) -> list[Callable[[], None]]:
    """What is to be done on a day, one piece of work a deal."""
    return [partial(_live, world, deal, number, day) for number, deal in enumerate(DEALS, 1) if day in deal.days]


def _live(world: World, deal: Deal, number: int, day: int) -> None:
    if day == deal.registered:
        register(world, deal)
    if day == deal.approved:
        selling.approve(world, deal.path)
    if steps := deal.moves.get(day):
        done = sum(number for earlier, number in deal.moves.items() if earlier < day)
        selling.advance(world, deal.path, deal.audience.slug, steps=steps, done=done)
    if day == deal.won:
        selling.win(world, deal.path, order=f"NG-{4000 + 17 * number}", amount=deal.booked, by="fatima")
    if day == deal.lost:
        selling.lose(world, deal.path, deal.audience.slug, reason=LOST_BECAUSE)


def register(world: World, deal: Deal) -> None:
    """From the call list, or without any lead."""
    firm, slug = deal.audience.firms[deal.firm], deal.audience.slug
    if deal.person is not None:
        deal.path = selling.register_lead(world, slug, firm.people[deal.person].name, amount=deal.amount)
    else:
        deal.path = selling.register_cold(
            world, slug, company=firm.name, domain=firm.domain, country=firm.country, amount=deal.amount
        )
