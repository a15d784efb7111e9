"""Where somebody's clock is: zones of countries, times of the clock on the wall, and days that are worked.

A time of the clock that does not exist, in the night the clocks go forward, is taken as if they had not yet; one
that there is twice, in the night they go back, is the first of the two.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.core import get_global

_DAY = timedelta(days=1)
SATURDAY_SUNDAY = (5, 6)
_FRIDAY_SATURDAY = (4, 5)
# Where the week ends on Friday and Saturday: weekData of the Unicode CLDR, and the Emirates as they are since 2022.
_WEEK_ENDS_ON_SATURDAY = frozenset(["BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"])
# Where several clocks run, the one that most people live by: by the zones' populations in the Unicode CLDR.
_MAIN = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CD": "Africa/Kinshasa", "CL": "America/Santiago", "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "FM": "Pacific/Chuuk", "GL": "America/Nuuk", "ID": "Asia/Jakarta", "KI": "Pacific/Tarawa", "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro", "MN": "Asia/Ulaanbaatar", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland", "PF": "Pacific/Tahiti", "PG": "Pacific/Port_Moresby", "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}  # fmt: skip


def main_zone(country: str) -> str:
    """The time zone that most people of a country (ISO 3166-1 alpha-2) live by; '' for none that is known."""
    found = get_global("territory_zones").get(country, [])
    return _MAIN.get(country) or (str(found[0]) if len(found) == 1 else "")


def moment(wall: datetime, zone: str) -> datetime:
    """When the clock in `zone` shows `wall` (without a zone of its own), in UTC."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall(when: datetime, zone: str) -> datetime:
    """What the clock in `zone` shows at a moment: a time without a zone."""
    return when.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def weekend(zone: str) -> tuple[int, ...]:
    """The days on which most people do not work where this clock runs; Monday is 0."""
    country = get_global("zone_territories").get(zone, "")
    return _FRIDAY_SATURDAY if country in _WEEK_ENDS_ON_SATURDAY else SATURDAY_SUNDAY


def workdays_after(day: date, number: int, *, off: tuple[int, ...] = SATURDAY_SUNDAY) -> date:
    """`number` working days after `day`; 0 is `day` itself, or the next working day where it is none."""
    while day.weekday() in off:
        day += _DAY
    while number:
        day += _DAY
        number -= day.weekday() not in off
    return day


def work_later(
    begun: datetime, worked: timedelta, zone: str, *, off: Collection[int], holidays: Collection[date] = ()
) -> datetime:
    """When so much time has passed, days off left out; what begins on a day off begins with the next working day.

    A working day counts its 24 hours, also where the clocks change: two of them after Friday at 10:00 is Tuesday at
    10:00. Whose days are all off is taken to work in a year.
    """

    def opens(day: date) -> datetime:
        for _ in range(366):
            if day.weekday() not in off and day not in holidays:
                break
            day += _DAY
        return datetime.combine(day, time())

    here = wall(begun, zone)
    if (first := opens(here.date())).date() != here.date():
        here = first
    while (room := datetime.combine(here.date() + _DAY, time()) - here) < worked:
        worked -= room
        here = opens(here.date() + _DAY)
    return moment(here + worked, zone)
