"""When mails go, in words: which hour is best and why, where readers are, what waits for the morning."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tcma.audiences.queries import Audience
from tcma.audiences.queries.audience import Mailable
from tcma.audiences.rules.zones import ZoneFrom, zone_of
from tcma.base.words import format_clock, format_date, format_hour, ngettext
from tcma.base.words import gettext as _
from tcma.base.zones import moment, wall
from tcma.catalogue.rules import CLICKED, Step
from tcma.delivery.queries.quiet import quiet_hours
from tcma.launches.queries.desk import Desk
from tcma.launches.rules import Best, step_time
from tcma.launches.rules.times import ENOUGH


def best_words(best: Best) -> str:
    """Which of the two holds: the partner's own hour, or everybody's."""
    hour = format_hour(best.weekday, best.hour)
    if best.measured:
        return ngettext(
            "%(hour)s: %(there)s of your people's %(num)s click came then, more than at any other hour",
            "%(hour)s: %(there)s of your people's %(num)s clicks came then, more than at any other hour",
            best.clicks, hour=hour, there=best.there,
        )  # fmt: skip
    return ngettext(
        "%(hour)s, until your people have clicked %(enough)s times: then their own best hour. %(num)s click so far",
        "%(hour)s, until your people have clicked %(enough)s times: then their own best hour. %(num)s clicks so far",
        best.clicks, hour=hour, enough=ENOUGH,
    )  # fmt: skip


def over_words(desk: Desk, people: Audience | None, start: datetime | None, now: datetime) -> str:
    """How many readers' clocks have passed the time that is picked for each of them; '' for nobody."""
    if desk.when != "local" or people is None or start is None:
        return ""
    clock = wall(start, desk.partner.timezone)
    zones = Counter(_zone(desk, one)[0] for one in people.people)
    number = sum(count for zone, count in zones.items() if moment(clock, zone) <= now)
    if not number:
        return ""
    return ngettext("It is later than that already where %(num)s of them is: that mail leaves at once.",
                    "It is later than that already where %(num)s of them are: those mails leave at once.", number)


def local_words(desk: Desk, people: Audience | None) -> str:
    """How it is known where the readers are; '' where nobody is chosen."""
    ways = Counter(_zone(desk, one)[1] for one in people.people) if people else Counter[ZoneFrom]()
    said = {
        ZoneFrom.OWN: lambda n: ngettext("%(num)s by their own time zone", "%(num)s by their own time zone", n),
        ZoneFrom.COUNTRY: lambda n: ngettext("%(num)s by their country", "%(num)s by their country", n),
        ZoneFrom.PARTNER: lambda n: ngettext("%(num)s by yours, since nothing is known of them",
                                             "%(num)s by yours, since nothing is known of them", n),
    }  # fmt: skip
    return " · ".join(said[way](ways[way]) for way in ZoneFrom if ways[way])


def _zone(desk: Desk, person: Mailable) -> tuple[str, ZoneFrom]:
    return zone_of(person.timezone, person.country, desk.partner.timezone)


def quiet_words(session: Session, desk: Desk, people: Audience | None, start: datetime | None) -> str:
    """How many of them get the first mail later, since it is quiet where they are; '' for nobody."""
    quiet = quiet_hours(session)
    if people is None or start is None or not quiet:
        return ""
    clock = wall(start, desk.partner.timezone)
    late: dict[str, bool] = {}
    number = 0
    for one in people.people:
        zone, _way = _zone(desk, one)
        if zone not in late:
            due = moment(clock, zone) if desk.when == "local" else start
            late[zone] = quiet.opens(max(due, start - timedelta(days=2)), zone) > due
        number += late[zone]
    if not number:
        return ""
    return ngettext(
        "It is quiet then where %(num)s of them is: that mail leaves when the quiet hours are over.",
        "It is quiet then where %(num)s of them are: those mails leave when the quiet hours are over.", number,
    )  # fmt: skip


def later_words(desk: Desk, start: datetime | None) -> list[str]:
    """The mails after the first, each with when and for whom."""
    if start is None:
        return []
    steps = list(enumerate(desk.kit.steps, 1))[1:]
    return [_later(number, step, start, desk.partner.timezone) for number, step in steps]


def _later(number: int, step: Step, start: datetime, zone: str) -> str:
    if step.follows:
        if step.after == CLICKED:
            return _("Email %(number)s for those who click, %(delay)s.", number=number, delay=delay_words(step))
        return _("Email %(number)s for those who answer, %(delay)s.", number=number, delay=delay_words(step))
    day = format_date(step_time(start, step, zone), zone)
    if step.wants == CLICKED:
        return _("Email %(number)s on %(day)s, for those who have clicked by then.", number=number, day=day)
    if step.unless == CLICKED:
        return _("Email %(number)s on %(day)s, for those who have not clicked by then.", number=number, day=day)
    if step.wants:
        return _("Email %(number)s on %(day)s, for those who have answered by then.", number=number, day=day)
    return _("Email %(number)s on %(day)s.", number=number, day=day)


def delay_words(step: Step) -> str:
    """'2 days later', 'at once'."""
    if step.workday:
        return ngettext("%(num)s working day later", "%(num)s working days later", step.workday)
    return ngettext("%(num)s day later", "%(num)s days later", step.day) if step.day else _("at once")


def at_each_place(local: datetime) -> str:
    """A time of the clock wherever a reader is."""
    return _("%(when)s, where each reader is", when=format_clock(local))
