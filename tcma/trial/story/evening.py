"""One event from beginning to end: invite, register, a seat moves on, remind, check in, follow up."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import create_engine, text

from tcma.trial.story import hosting, sending
from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.crowd import Crowd, Sample, crowd
from tcma.trial.story.hosting import Hosted
from tcma.trial.story.mailbox import Letter, wait_until
from tcma.trial.story.world import World

SEATS, GUESTS, ABSENT = 4, 6, 1

_COUNTS = {
    "invited": "SELECT count(*) FROM event_invitees WHERE event_id = CAST(:id AS uuid)",
    "registered": "SELECT count(*) FROM event_registrations WHERE event_id = CAST(:id AS uuid)",
    "waitlisted": "SELECT count(*) FROM event_registrations WHERE event_id = CAST(:id AS uuid) AND position > 0",
    "attended": "SELECT count(*) FROM event_registrations WHERE event_id = CAST(:id AS uuid) AND state = 'attended'",
    "no_show": "SELECT count(*) FROM event_registrations WHERE event_id = CAST(:id AS uuid) AND state = 'no_show'",
    "leads": "SELECT count(DISTINCT l.id) FROM leads l JOIN responses r ON r.contact_id = l.contact_id "
             "WHERE r.launch_id = CAST(:id AS uuid) AND r.kind = 'registration'",
}  # fmt: skip

_STEPS = """SELECT step_id FROM event_mails
            WHERE event_id = CAST(:id AS uuid) AND asset_key = :key AND step_id IS NOT NULL"""


@dataclass(frozen=True)
class Held:
    """What happened. `acted`: addresses of everyone who registered, for the books to be held against."""

    path: str
    people: Crowd
    acted: frozenset[str]

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]


def hold(world: World, partner: str, say: Callable[[str], None], *, mark: str = "table") -> Held:
    """The whole of it. Product time is after the event when it returns. Raises StoryBroke where it broke.

    Six of nine invited register for four seats; one gives a seat back, the first who waits takes it, and one
    of the four does not come.
    """
    people = crowd(9, mark=mark, bad=0, twice=0, bouncing=0, complaining=0)
    guests = people.people[:GUESTS]
    sending.bring_contacts(world, partner, people, name=f"{mark}.csv")
    event = hosting.host(world, partner, seats=SEATS)
    say("an event: invitations")
    hosting.invite(world, event)
    mails = _next(world, event, "invitation-1", people.people)
    say("an event: six register for four seats")
    for guest in guests:
        hosting.register(world, mails[guest.email])
    _told(world, event, "confirmation", guests[:SEATS])
    _told(world, event, "waiting-list", guests[SEATS:])
    say("an event: a seat moves on")
    confirmed = _told(world, event, "confirmation", guests[:SEATS])
    hosting.press(world, confirmed[guests[0].email], "leave")
    offered = _told(world, event, "seat-offered", guests[SEATS : SEATS + 1])
    hosting.press(world, offered[guests[SEATS].email], "take")
    coming = guests[1 : SEATS + 1]
    _told(world, event, "confirmation", coming)
    say("an event: reminders")
    for reminder in ("reminder-week", "reminder-day", "reminder-today"):
        _next(world, event, reminder, coming)
    say("an event: at the door, and the day after")
    door = hosting.door_of(world, event)
    here, absent = coming[:-ABSENT], coming[-ABSENT:]
    for guest in here:
        hosting.check_in(world, door, guest)
    _next(world, event, "attended", here)
    _told(world, event, "no-show", absent)
    return Held(event.path, people, frozenset(guest.email for guest in guests))


def counted(database_url: str, held: Held) -> dict[str, int]:
    """{invited, registered, waitlisted, attended, no_show, leads} from the product's own books."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = {
            name: int(connection.execute(text(sql), {"id": held.id}).scalar_one()) for name, sql in _COUNTS.items()
        }
    engine.dispose()
    return found


def broken_promises(found: dict[str, int]) -> list[str]:
    """What does not hold of an event that was held, in words; empty when everything does."""
    wanted = {"invited": 9, "registered": GUESTS, "waitlisted": GUESTS - SEATS, "attended": SEATS - ABSENT,
              "no_show": ABSENT, "leads": GUESTS}  # fmt: skip
    return [
        f"{number} {name} at the event, not {found.get(name)}" for name, number in wanted.items()
        if found.get(name) != number
    ]  # fmt: skip


def _next(world: World, event: Hosted, asset: str, people: list[Sample]) -> dict[str, Letter]:
    """Skip to the next moments until this mail is out to all of these. People read an hour and a half later."""
    for _moment in range(12):
        found = letters(world, event, asset)
        if {person.email for person in people} <= set(found):
            break
        world.skip()
        time.sleep(3)  # the beat looks every second
    found = _told(world, event, asset, people)
    if asset.startswith("invitation"):
        wait_until(lambda: world.mailbox.settled(), "all events to be told", 180)
        world.skip(minutes=90)  # who clicks within seconds of delivery is a machine
    time.sleep(1.2)  # the web processes look at the clock's offset once a second
    return found


def _told(world: World, event: Hosted, asset: str, people: list[Sample]) -> dict[str, Letter]:
    """{address: the mail}, waited for. Nobody else has it; a mail a person."""
    wanted = {person.email for person in people}

    def look() -> dict[str, Letter] | None:
        found = letters(world, event, asset)
        return found if wanted <= set(found) else None

    return wait_until(look, f"the mail “{asset}” to {len(wanted)} people", 120)


def letters(world: World, event: Hosted, asset: str) -> dict[str, Letter]:
    """{address: its mail} of one step of the event: the step is among the mail's tags."""
    steps = _steps(world, event, asset)
    found = [one for one in world.mailbox.letters_of("event") if one.tags.get("step") in steps]
    per_person = {one.to for one in found}
    if len(per_person) < len(found):
        raise StoryBroke(f"somebody got “{asset}” twice")
    return {one.to: one for one in found}


def _steps(world: World, event: Hosted, asset: str) -> set[str]:
    engine = create_engine(world.settings["DATABASE_URL"])
    with engine.connect() as connection:
        found = {str(row[0]) for row in connection.execute(text(_STEPS), {"id": event.id, "key": asset})}
    engine.dispose()
    return found
