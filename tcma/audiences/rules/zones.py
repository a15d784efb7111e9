"""Where a person's clock is, and how that is known."""

import enum
from functools import cache, lru_cache
from zoneinfo import available_timezones

from tcma.base.zones import main_zone


class ZoneFrom(enum.StrEnum):
    """`own`: it stands with the contact. `country`: most people of their country live by it. `partner`: nothing is
    known, so the partner's own is taken."""

    OWN = "own"
    COUNTRY = "country"
    PARTNER = "partner"


def zone_of(own: str, country: str, partner: str) -> tuple[str, ZoneFrom]:
    """A person's time zone: their own, else their country's main one, else the partner's."""
    if own:
        return own, ZoneFrom.OWN
    if found := main_zone(country):
        return found, ZoneFrom.COUNTRY
    return partner, ZoneFrom.PARTNER


@cache
def _zones() -> dict[str, str]:
    """{as people write it: the IANA name}: with its continent, and alone the city, where only one zone has it."""
    technical = ("Etc/", "posix/", "right/")
    names = [name for name in available_timezones() if "/" in name and not name.startswith(technical)]
    cities: dict[str, set[str]] = {}
    for name in names:
        cities.setdefault(_plain(name.rpartition("/")[2]), set()).add(name)
    whole = {_plain(name): name for name in names} | {"utc": "UTC", "gmt": "UTC"}
    return {city: next(iter(found)) for city, found in cities.items() if len(found) == 1} | whole


def _plain(text: str) -> str:
    return text.strip().casefold().replace(" ", "_")


@lru_cache(maxsize=1024)
def zone_called(text: str) -> str | None:
    """The IANA zone of 'Europe/Berlin', 'america/new york' or 'Tokyo'; '' for nothing, None if unknown.

    An abbreviation such as CST is unknown: it stands for several.
    """
    return _zones().get(_plain(text)) if text.strip() else ""
