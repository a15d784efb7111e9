"""A reading: asked for, taken page by page, kept, and over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.crm.models import CrmRead, CrmSetup
from tcma.crm.queries import mapping_in_force, setup
from tcma.crm.rules import Kind, Line
from tcma.crm.rules import Mapping as CrmMapping
from tcma.crm.rules.lines import OUTCOMES, tally, worth_keeping
from tcma.crm.rules.mapping import to_json

OVERLAP = timedelta(minutes=10)
"""Read once more before what was read last: there a change is seen only once its transaction has ended."""
LEASE = timedelta(minutes=3)
KINDS = (Kind.ACCOUNT, Kind.OPPORTUNITY)


@dataclass(frozen=True)
class Turn:
    """What a job needs to go on with a reading."""

    read_id: UUID
    source: str
    dry: bool
    replay: bool
    kind: Kind
    since: Mapping[Kind, datetime | None]
    after: tuple[datetime, str] | None
    mapping: CrmMapping

    def since_of(self, kind: Kind) -> datetime | None:
        """From when on records of a kind are read; None: all."""
        return self.since.get(kind)


def ask_read(
    session: Session, *, source: str, dry: bool, actor: Actor | None, now: datetime, since: datetime | None = None,
    replay: bool = False,
) -> CrmRead:  # fmt: skip
    """From now on, in turns of a job. `since` or `replay`: not only what is new. Refused while another one goes on."""
    going = select(CrmRead.id).where(CrmRead.due_at.is_not(None), CrmRead.dry == dry).limit(1)
    if session.scalar(going) is not None:
        raise Refusal(N_("A reading is under way already. Look at it, and begin another when it is over."))
    made = CrmRead(
        id=new_id(), source=source, dry=dry, replay=replay or since is not None, since=since,
        asked_by=actor.person if actor else None, asked_at=now, due_at=now, at_kind=Kind.ACCOUNT.value,
        counts=dict.fromkeys(OUTCOMES, 0), lines=[],
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def begin(session: Session, read_id: UUID, *, now: datetime) -> Turn | None:
    """Take a turn of it, for the time of a lease; None if it is over or somebody else's turn."""
    found = session.get(CrmRead, read_id, with_for_update=True, populate_existing=True)
    if found is None or found.due_at is None or found.due_at > now:
        return None
    found.due_at = now + LEASE
    since = {kind: found.since if found.replay else _begins(session, kind) for kind in KINDS}
    after = (found.at_version, found.at_id) if found.at_version else None
    mapping = mapping_in_force(session)
    return Turn(found.id, found.source, found.dry, found.replay, Kind(found.at_kind), since, after, mapping)


def _begins(session: Session, kind: Kind) -> datetime | None:
    """A little before what was read last."""
    known = setup(session)
    until = known and (known.accounts_until if kind is Kind.ACCOUNT else known.opportunities_until)
    return until - OVERLAP if until else None


def kept_page(
    session: Session, turn: Turn, lines: Sequence[Line], *, last: tuple[datetime, str] | None, now: datetime
) -> None:
    """A page was taken: what became of it, and where it goes on. In the transaction that took it."""
    found = session.get_one(CrmRead, turn.read_id, with_for_update=True, populate_existing=True)
    _add(found, lines)
    if last is not None:
        found.at_kind, (found.at_version, found.at_id) = turn.kind.value, last
    found.due_at, found.problem = now + LEASE, ""


def next_kind(session: Session, turn: Turn, *, until: datetime | None, now: datetime) -> None:
    """All of one kind was read; the other kind is next."""
    _until(session, turn.kind, until, now)
    found = session.get_one(CrmRead, turn.read_id, with_for_update=True, populate_existing=True)
    found.at_kind, found.at_version, found.at_id = Kind.OPPORTUNITY.value, None, ""
    found.due_at = now


def finish(
    session: Session, turn: Turn, lines: Sequence[Line], *, until: datetime | None = None, now: datetime
) -> CrmRead:
    """It is over."""
    if not turn.dry:
        _until(session, turn.kind, until, now)
    found = session.get_one(CrmRead, turn.read_id, with_for_update=True, populate_existing=True)
    _add(found, lines)
    found.due_at, found.finished_at, found.problem = None, now, ""
    return found


def put_off(session: Session, read_id: UUID, words: str, *, seconds: float, now: datetime) -> None:
    """It can't be read now: it goes on later, from where it was."""
    found = session.get_one(CrmRead, read_id, with_for_update=True, populate_existing=True)
    found.due_at, found.problem = now + timedelta(seconds=min(max(seconds, 1), 3600)), words[:500]


def broke_off(session: Session, read_id: UUID, words: str, *, now: datetime) -> None:
    """It can't be read like this: somebody has to mend something, and to ask again."""
    found = session.get_one(CrmRead, read_id, with_for_update=True, populate_existing=True)
    found.due_at, found.finished_at, found.problem = None, now, words[:500]


def forget_reads(session: Session, *, before: datetime, limit: int) -> int:
    """Readings go after their time. Returns how many."""
    old = select(CrmRead.id).where(CrmRead.asked_at < before, CrmRead.due_at.is_(None)).limit(limit)
    ids = session.scalars(old).all()
    session.execute(delete(CrmRead).where(CrmRead.id.in_(ids)))
    return len(ids)


def _add(found: CrmRead, lines: Sequence[Line]) -> None:
    counts = tally(lines)
    found.counts = {name: found.counts.get(name, 0) + counts[name] for name in OUTCOMES}
    found.lines = [*found.lines, *worth_keeping(lines, len(found.lines))]


def _until(session: Session, kind: Kind, until: datetime | None, now: datetime) -> None:
    """The latest change that was read: the next reading begins a little before it."""
    found = setup(session, lock=True)
    if found is None:
        found = CrmSetup(id=1, mapping=to_json(CrmMapping()), every_minutes=0, changed_at=now)
        session.add(found)
    name = "accounts_until" if kind is Kind.ACCOUNT else "opportunities_until"
    known = getattr(found, name)
    if until is not None and (known is None or until > known):
        setattr(found, name, until)
    session.flush()
