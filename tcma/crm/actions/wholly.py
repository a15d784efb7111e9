"""What a reading would change, without changing anything."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.db import transaction
from tcma.crm.actions.taking import take, take_again
from tcma.crm.rules import CrmRecord, Line, Mapping, Unreadable


class Over(Exception):
    """All of it was tried: the transaction is to be rolled back."""


def try_out(
    *, source: str, records: Iterable[CrmRecord | Unreadable], mapping: Mapping, clock: Callable[[Session], datetime],
    again: bool = False,
) -> list[Line]:  # fmt: skip
    """Take them as `take` does, in a transaction of its own that never ends well: its lines are all that stays."""
    lines: list[Line] = []
    try:
        with transaction() as session:
            now = clock(session)
            lines = take(session, source=source, records=records, mapping=mapping, now=now, again=again)
            lines += [one for one in take_again(session, mapping=mapping, now=now) if one.outcome == "updated"]
            raise Over
    except Over:
        return lines
