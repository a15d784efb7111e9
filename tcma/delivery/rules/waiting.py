"""What a mail that is planned waits for, before it may leave; and how that is said."""

import enum
from collections.abc import Callable, Mapping
from datetime import datetime

from tcma.base.words import format_datetime, gettext, ngettext


class Wait(enum.StrEnum):
    """`local`: the time of the day where its reader is. `own`: so long after what the reader did. `quiet`: quiet hours
    are over. `warm_up`: another day of a sender that is new."""

    LOCAL = "local"
    OWN = "own"
    QUIET = "quiet"
    WARM_UP = "warm_up"


_COUNTED: Mapping[Wait, Callable[[int], str]] = {
    Wait.LOCAL: lambda n: ngettext("%(num)s waits for that time where its reader is.",
                                   "%(num)s wait for that time where their readers are.", n),
    Wait.OWN: lambda n: ngettext("%(num)s waits for its reader's own day.",
                                 "%(num)s wait for their readers' own days.", n),
    Wait.QUIET: lambda n: ngettext("%(num)s waits for the end of quiet hours where its reader is.",
                                   "%(num)s wait for the end of quiet hours where their readers are.", n),
    Wait.WARM_UP: lambda n: ngettext("%(num)s waits for another day, since the sender is new.",
                                     "%(num)s wait for another day, since the sender is new.", n),
}  # fmt: skip


def waiting_words(waits: Mapping[str, int], next_at: datetime | None, zone: str) -> list[str]:
    """How many mails wait for which time, and when the first of them leave."""
    said = [words(waits[why]) for why, words in _COUNTED.items() if waits.get(why)]
    if said and next_at is not None:
        said.append(gettext("The next leave on %(when)s.", when=format_datetime(next_at, zone)))
    return said
