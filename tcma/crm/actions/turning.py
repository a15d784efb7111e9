"""One turn of a reading: pages come from the CRM outside of any transaction, and each part of one is taken in its own.

Whoever runs it names the reader and says when to stop; what was taken stays taken, and the next turn goes on there.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from tcma.base import clock
from tcma.base.db import transaction
from tcma.crm.actions.reading import KINDS, Turn, begin, broke_off, finish, kept_page, next_kind, put_off
from tcma.crm.actions.taking import take, take_again
from tcma.crm.actions.wholly import try_out
from tcma.crm.ports import Ask, CrmReader, Later, Never
from tcma.crm.rules import CrmRecord, Kind, Unreadable, read
from tcma.crm.rules.reading import EPOCH

PART = 200
"""Records that are taken in one transaction."""
SECONDS = 20.0
MOST_TRIED = 5_000
"""Records of a reading that is only tried: they are taken in one transaction, which is undone."""


def take_turn(reader: CrmReader, read_id: UUID, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Go on with a reading for a while; nothing if it is over, or another's turn."""
    with transaction() as session:
        turn = begin(session, read_id, now=clock.now(session))
    if turn is None:
        return
    try:
        if turn.dry:
            _try(reader, turn)
        else:
            _take(reader, turn, stop)
    except Later as later:
        with transaction() as session:
            put_off(session, read_id, str(later), seconds=later.seconds, now=clock.now(session))
    except Never as never:
        with transaction() as session:
            broke_off(session, read_id, str(never), now=clock.now(session))


def _take(reader: CrmReader, turn: Turn, stop: Callable[[], bool]) -> None:
    began, last = time.monotonic(), turn.after
    for page in _pages(reader, turn, turn.kind):
        for part in _parts(page):
            last = _last(part, last)
            with transaction() as session:
                now = clock.now(session)
                lines = take(
                    session, source=turn.source, records=part, mapping=turn.mapping, now=now, again=turn.replay
                )
                kept_page(session, turn, lines, last=last, now=now)
        if stop() or time.monotonic() - began > SECONDS:
            with transaction() as session:
                put_off(session, turn.read_id, "", seconds=1, now=clock.now(session))
            return
    with transaction() as session:
        now, until = clock.now(session), last[0] if last else None
        if turn.kind is Kind.ACCOUNT:
            next_kind(session, turn, until=until, now=now)
            return
        again = [one for one in take_again(session, mapping=turn.mapping, now=now) if one.outcome == "updated"]
        finish(session, turn, again, until=until, now=now)


def _try(reader: CrmReader, turn: Turn) -> None:
    records: list[CrmRecord | Unreadable] = []
    for kind in KINDS:
        for page in _pages(reader, turn, kind):
            records += page
            if len(records) >= MOST_TRIED:
                break
    del records[MOST_TRIED:]
    lines = try_out(
        source=turn.source, records=records, mapping=turn.mapping, clock=clock.now, again=turn.replay
    )
    with transaction() as session:
        finish(session, turn, lines, now=clock.now(session))


def _pages(reader: CrmReader, turn: Turn, kind: Kind) -> Iterator[list[CrmRecord | Unreadable]]:
    after = turn.after if kind is turn.kind else None
    for page in reader.pages(Ask(kind, turn.mapping.asked(kind), turn.since_of(kind), after)):
        yield [_read(kind, one, turn) for one in page]


def _read(kind: Kind, given: dict[str, Any], turn: Turn) -> CrmRecord | Unreadable:
    return read(kind, given, turn.mapping)


def _parts(page: Sequence[CrmRecord | Unreadable]) -> Iterator[Sequence[CrmRecord | Unreadable]]:
    for at in range(0, len(page), PART):
        yield page[at : at + PART]


def _last(part: Sequence[CrmRecord | Unreadable], before: Any) -> Any:
    """The change and the id of the last one, which have an order; one without a change says nothing about that."""
    dated = [(one.version, one.external_id) for one in part if one.version > EPOCH]
    return dated[-1] if dated else before
