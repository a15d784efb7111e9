"""Jobs of the CRM, for the beat; safe to run twice."""

from collections.abc import Iterable
from datetime import timedelta
from threading import Event
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.keeping import forget_in_batches
from tcma.base.tools import use
from tcma.crm import actions, queries
from tcma.crm.ports import CrmReader

KEPT = timedelta(days=90)


def read(read_id: str) -> None:
    """A turn of a reading, if it is due and nobody else is at it."""
    actions.take_turn(use(CrmReader), UUID(read_id), stop=use(Event).is_set)


def due(session: Session) -> Iterable[str]:
    """For the beat."""
    return map(str, queries.due_reads(session, clock.now(session)))


def begin(_always: str = "") -> None:
    """A reading by itself, if it is time. Two at once begin one."""
    with transaction() as session:
        if any_due(session):
            try:
                actions.ask_read(
                    session, source=use(CrmReader).source, dry=False, actor=None, now=clock.now(session)
                )
            except Refusal:  # one goes on: the next look is in a minute
                return


def any_due(session: Session) -> list[str]:
    """For the beat: one job when the last reading is as long ago as the vendor has said."""
    return [""] if use(CrmReader).source and queries.time_to_read(session, clock.now(session)) else []


def forget() -> None:
    """What readings said goes after 90 days; what was decided stays."""
    forget_in_batches(
        "readings of the CRM",
        lambda session, now, size: actions.forget_reads(session, before=now - KEPT, limit=size),
    )
