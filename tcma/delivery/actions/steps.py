"""Steps: made, held, released, cancelled.

Every attempt begins under `FOR SHARE` of its step's row, and the verbs here update that row: after
the commit of a hold or a cancellation no attempt begins, without any queue having to hear of it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, delete, exists, func, select, update
from sqlalchemy.orm import Session

from tcma.composing.models import Composition
from tcma.delivery.actions.again import unless_out
from tcma.delivery.models import Message, Step, StepContent
from tcma.delivery.queries.guard import TEST, guarded, open_hold
from tcma.delivery.rules import MessageState, Policy
from tcma.delivery.rules.guard import GUARDED
from tcma.partners.models import Partner


def step_hash(sender: str, reply_to: str, hashes: Mapping[str, str]) -> str:
    """What was approved, as SHA-256: who it is from and the content hash of each language."""
    digest = hashlib.sha256()
    for part in (sender, reply_to, *(f"{tag} {hashes[tag]}" for tag in sorted(hashes))):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def schedule(
    session: Session,
    *,
    partner_id: UUID | None,
    origin: str,
    origin_id: UUID,
    policy: Policy,
    sender: str,
    contents: Mapping[str, Composition],
    due_at: datetime,
    reply_to: str = "",
    version_id: UUID | None = None,
    asset_id: UUID | None = None,
    position: int = 0,
    held: str = "",
    service: bool = False,
    topic: str = "",
    local_at: datetime | None = None,
    open_until: datetime | None = None,
) -> Step:
    """A step to be planned at `due_at`, with its content in each language; `held` says why it waits.

    `service`: it is about what its readers asked for, so that a no to marketing does not stop it.
    `topic`: what the marketing in it is about; who does not want to hear about that is left out.
    `local_at`: each mail leaves when the clock where its reader is shows this; `due_at` is the first of those times.
    `open_until`: until then people join it, by `plan` and `join`, and it is not over.
    """
    if not held and policy is Policy.AT_MOST_ONCE and origin != TEST and _guarded(session, partner_id):
        held = GUARDED
    step = Step(
        partner_id=partner_id, origin=origin, origin_id=origin_id, version_id=version_id, asset_id=asset_id,
        position=position, policy=policy, sender=sender, reply_to=reply_to, due_at=due_at,
        content_hash=step_hash(sender, reply_to, {tag: c.content_hash for tag, c in contents.items()}),
        held_at=due_at if held else None, held_reason=held, service=service, topic=topic,
        local_at=local_at, open_until=open_until,
        stopped_at=func.clock_timestamp() if held else None,
    )
    session.add(step)
    session.flush()
    session.add_all(
        StepContent(step_id=step.id, language=tag, composition_id=composition.id)
        for tag, composition in contents.items()
    )
    session.flush()
    return step


def rewrite(
    session: Session, step_id: UUID, *, contents: Mapping[str, Composition], version_id: UUID, asset_id: UUID
) -> None:
    """Whatever of a step has not begun says this from now on: it is approved anew, in every language it goes in.

    Under the step's lock, so that whoever begins has the old letter or the new one, whole. What is out stays as it was.
    """
    _lock(session, [step_id])
    step = session.get_one(Step, step_id, populate_existing=True)
    rows = session.scalars(select(StepContent).where(StepContent.step_id == step_id)).all()
    for row in rows:
        row.composition_id = contents[row.language].id
    step.version_id, step.asset_id = version_id, asset_id
    hashes = {row.language: contents[row.language].content_hash for row in rows}
    step.content_hash = step_hash(step.sender, step.reply_to, hashes)
    session.flush()


def hold(session: Session, step_ids: Sequence[UUID], *, reason: str, now: datetime) -> int:
    """Nothing of these steps begins after this commits. Returns how many were running."""
    free: ColumnElement[bool] = Step.held_at.is_(None)
    if reason != GUARDED:  # what a person holds stays held when the guard lets go
        free = free | (Step.held_reason == GUARDED)
    running = (free, Step.cancelled_at.is_(None), Step.finished_at.is_(None))
    _lock(session, step_ids)
    statement = (
        update(Step).where(Step.id.in_(step_ids), *running)
        .values(held_at=now, held_reason=reason, stopped_at=func.clock_timestamp()).returning(Step.id)
    )
    return len(session.scalars(statement).all())


def _lock(session: Session, step_ids: Sequence[UUID]) -> None:
    """Their rows, before the database's clock is read: whoever begins holds them FOR SHARE until its commit."""
    session.execute(select(Step.id).where(Step.id.in_(step_ids)).order_by(Step.id).with_for_update())


def release(session: Session, step_ids: Sequence[UUID]) -> int:
    """Let held steps go on; those of a partner that is held itself stay so, for that. Returns how many were held."""
    _wait_for_guard(session, select(Step.partner_id).where(Step.id.in_(step_ids)))
    statement = (
        update(Step)
        .where(Step.id.in_(step_ids), Step.held_at.is_not(None), Step.cancelled_at.is_(None))
        .values(held_at=case((guarded(), Step.held_at)), held_reason=case((guarded(), GUARDED), else_=""),
                stopped_at=case((guarded(), Step.stopped_at)))
        .returning(Step.id)
    )
    return len(session.scalars(statement).all())


def _guarded(session: Session, partner_id: UUID | None) -> bool:
    if partner_id is None:
        return False
    _wait_for_guard(session, select(Partner.id).where(Partner.id == partner_id))
    return open_hold(session, partner_id) is not None


def _wait_for_guard(session: Session, partners: Select[UUID | None] | Select[UUID]) -> None:
    """The guard holds a partner under its row, taken alone: with the row shared, it is over, or has to wait."""
    rows = select(Partner.id).where(Partner.id.in_(partners)).order_by(Partner.id)
    session.execute(rows.with_for_update(read=True))


def cancel(session: Session, step_ids: Sequence[UUID], *, reason: str, now: datetime) -> int:
    """End these steps for good: what has not begun is cancelled, and counted. Returns how many mails.

    The step's row is written first: whoever begins holds it FOR SHARE, so this waits for them, and
    those after it see the cancellation.
    """
    _lock(session, step_ids)
    session.execute(
        update(Step).where(Step.id.in_(step_ids), Step.cancelled_at.is_(None))
        .values(cancelled_at=now, stopped_at=func.coalesce(Step.stopped_at, func.clock_timestamp()))
    )
    waiting = (
        update(Message)
        .where(Message.step_id.in_(step_ids), Message.state.in_((MessageState.QUEUED, MessageState.CLAIMED)))
        .values(state=unless_out(MessageState.CANCELLED), reason=reason, claim_id=None, lease_until=None,
                changed_at=now)
        .returning(Message.state)
    )
    return sum(state is MessageState.CANCELLED for state in session.scalars(waiting))


def discard(session: Session, step_ids: Sequence[UUID]) -> None:
    """Forget steps of which nothing was planned; a planned one is left, and counted."""
    unplanned = select(Step.id).where(Step.id.in_(step_ids), Step.planned_at.is_(None), ~_has_messages())
    ids = list(session.scalars(unplanned.with_for_update()))
    session.execute(delete(StepContent).where(StepContent.step_id.in_(ids)))
    session.execute(delete(Step).where(Step.id.in_(ids)))


def _has_messages() -> ColumnElement[bool]:
    return exists().where(Message.step_id == Step.id)
