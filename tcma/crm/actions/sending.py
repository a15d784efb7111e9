"""What a file or a program says of partners' deals, tried or taken by the same way as what is read."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import transaction
from tcma.crm.actions.taking import take
from tcma.crm.actions.wholly import try_out
from tcma.crm.queries import mapping_in_force
from tcma.crm.rules import CrmOpportunity, Line, Mapping, Unreadable
from tcma.crm.rules.sent import SOURCE

Read = Callable[[Mapping, datetime], Iterable[CrmOpportunity | Unreadable]]


def take_sent(read: Read, *, dry: bool) -> list[Line]:
    """What became of each record. `read` gets the mapping and the time; its refusal is one of the whole."""
    with transaction() as session:
        mapping, now = mapping_in_force(session), clock.now(session)
    records = list(read(mapping, now))
    if dry:
        return try_out(source=SOURCE, records=records, mapping=mapping, clock=clock.now, again=True)
    with transaction() as session:
        return _taken(session, records, mapping)


def _taken(session: Session, records: list[CrmOpportunity | Unreadable], mapping: Mapping) -> list[Line]:
    return take(
        session, source=SOURCE, records=records, mapping=mapping, now=clock.now(session), again=True
    )
