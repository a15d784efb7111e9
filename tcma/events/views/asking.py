"""What several pages of a host ask for."""

from functools import cache
from zoneinfo import available_timezones

from tcma.base.access import current
from tcma.base.db import transaction
from tcma.base.errors import Unavailable
from tcma.base.tools import use
from tcma.base.words import N_
from tcma.delivery.ports import Later, Mailer
from tcma.senders.queries import outgoing

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def verified() -> bool:
    """Whether the partner's sender may send; asked outside any transaction."""
    with transaction() as session:
        domain = outgoing(session, current().partner).identity
    try:
        return use(Mailer).verified(domain)
    except Later as later:
        raise Unavailable(N_("Amazon SES does not answer. Nothing was changed; try again in a minute.")) from later


@cache
def _places() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS))


def zones(own: str) -> list[tuple[str, str]]:
    """(name, words) of the time zones, the host's own first."""
    return [(own, own.replace("_", " ")), *((name, name.replace("_", " ")) for name in _places() if name != own)]
