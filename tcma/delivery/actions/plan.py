"""Planning: an audience becomes rows, once, however often it runs.

A person's files are written with their row, and never again: planning anew changes neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import DateTime, Uuid, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from tcma.base.db import new_id
from tcma.base.sets import given, types
from tcma.delivery.actions.timing import Timing, timing_of
from tcma.delivery.models import Message, MessageAttachment, Step
from tcma.delivery.rules import Attachment, MessageState, attachments_hash

AT_ONCE = 2_000  # rows a statement: a megabyte or less
_GIVEN = (
    "id", "contact_id", "recipient_key", "addr_key", "email", "language", "values", "state", "reason",
    "attachments_hash", "timezone", "leaves_at", "waits_for",
)  # fmt: skip


@dataclass(frozen=True)
class Recipient:
    """One person of a step. `skip` says why they are left out: they get a row all the same, and are counted.

    `attachments` go to this person only; such a mail is handed over alone. `timezone` is where the person is, for
    marketing ('': where the partner is). `leaves_at` is a time of this person's own, such as three days after a click.
    """

    key: str
    email: str
    addr_key: str
    language: str
    values: Mapping[str, str]
    contact_id: UUID | None = None
    skip: str = ""
    attachments: Sequence[Attachment] = ()
    timezone: str = ""
    leaves_at: datetime | None = None


def plan(session: Session, *, step: Step, recipients: Iterable[Recipient], now: datetime) -> int:
    """Insert a row per recipient of `step`; those that are there already stay as they are. Returns new rows.

    `recipients` may be a stream: some thousands of them are in memory at a time.
    """
    added, rest, timing = 0, iter(recipients), timing_of(session, step, now=now)
    while some := list(islice(rest, AT_ONCE)):
        people = {new_id(): person for person in some}
        new = session.scalars(_rows(step, people, timing)).all()
        added += len(new)
        _attach(session, step, {message_id: people[message_id].attachments for message_id in new})
    return added


def _rows(step: Step, people: Mapping[UUID, Recipient], timing: Timing) -> ReturningInsert[UUID]:
    """One insert for all of them, {message id: person}. They cross the wire as one JSON document."""
    now = literal(timing.now, DateTime(timezone=True))
    rows = given(
        (
            {
                "id": message_id, "contact_id": person.contact_id,
                "recipient_key": person.key, "addr_key": person.addr_key, "email": person.email,
                "language": person.language, "values": dict(person.values),
                "state": MessageState.SKIPPED if person.skip else MessageState.QUEUED, "reason": person.skip,
                "attachments_hash": attachments_hash(person.attachments),
                "timezone": zone, "leaves_at": leaving.at, "waits_for": leaving.why,
            }
            for message_id, person in people.items()
            for zone in [timing.zone_of(person.timezone)]
            for leaving in [timing.leaves(zone, person.leaves_at)]
        ),
        types(Message, *_GIVEN),
    )  # fmt: skip
    columns = {
        **{name: rows.c[name] for name in _GIVEN},
        "step_id": literal(step.id, Uuid), "partner_id": literal(step.partner_id, Uuid),
        "tries": literal(0), "changed_at": now, "headline": literal(""),
        # By the database's clock, however far product time is ahead of it.
        "not_before": func.clock_timestamp() + func.coalesce(rows.c.leaves_at - now, timedelta()),
    }
    added = insert(Message).from_select(list(columns), select(*columns.values()), include_defaults=False)
    return added.on_conflict_do_nothing().returning(Message.id)


def _attach(session: Session, step: Step, files: Mapping[UUID, Sequence[Attachment]]) -> None:
    rows = [
        {"message_id": message_id, "position": position, "partner_id": step.partner_id, "name": file.name,
         "content_type": file.content_type, "data": file.data}
        for message_id, attachments in files.items() for position, file in enumerate(attachments)
    ]
    if rows:
        session.execute(insert(MessageAttachment), rows)


def finish_planning(session: Session, *, step: Step, now: datetime) -> int:
    """The audience is complete: fix how many were planned. Returns that number."""
    count = select(func.count()).where(Message.step_id == step.id).scalar_subquery()
    planned = session.scalars(
        update(Step).where(Step.id == step.id).values(planned_at=now, planned=count).returning(Step.planned)
    ).one()
    session.refresh(step)
    return planned
