"""A launch on its way: undone, released, paused, resumed, stopped, finished. Each locks the launch's row first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.base.words import N_
from tcma.composing.models import Composition, Link
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step, StepContent
from tcma.delivery.queries import steps_of
from tcma.launches.actions.updating import catch_up
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.rules import OVER, RUNNING, UPDATED, LaunchState, NotNow

HELD_BY_US = ("paused", UPDATED)
"""What the partner lets go by resuming."""


def undo(session: Session, launch: Launch, *, now: datetime) -> None:
    """Back to a draft, while it is held. Nothing was planned yet, so nothing can have left."""
    if launch.state is not LaunchState.HOLDING or launch.hold_until is None or now >= launch.hold_until:
        raise NotNow(N_("It is too late to undo. You can stop the launch: what has not been sent will not be."))
    _discard_other_draft(session, launch)
    _discard_mails(session, _steps(session, launch))
    session.execute(delete(LaunchPerson).where(LaunchPerson.launch_id == launch.id))
    launch.state, launch.hold_until, launch.idempotency_key, launch.updated_at = LaunchState.DRAFT, None, None, now
    launch.people_filter = None
    launch.scheduled_at, launch.scheduled_by = None, None
    session.flush()


def _discard_other_draft(session: Session, launch: Launch) -> None:
    """One draft a kit: the one that comes back replaces one begun meanwhile."""
    session.execute(
        delete(Launch).where(Launch.partner_id == launch.partner_id, Launch.kit_id == launch.kit_id,
                             Launch.state == LaunchState.DRAFT)
    )  # fmt: skip


def _discard_mails(session: Session, step_ids: list[UUID]) -> None:
    """The steps, and the mails that were composed for them: nobody has one, so nobody can follow its links."""
    mails = list(session.scalars(select(StepContent.composition_id).where(StepContent.step_id.in_(step_ids))))
    delivery.discard(session, step_ids)
    session.execute(delete(Link).where(Link.composition_id.in_(mails)))
    session.execute(delete(Composition).where(Composition.id.in_(mails)))


def release(session: Session, launch_id: UUID, *, now: datetime) -> None:
    """The hold is over: its steps may be planned. Safe to run twice."""
    launch = session.get(Launch, launch_id, with_for_update=True)
    if launch is None or launch.state is not LaunchState.HOLDING:
        return
    if launch.hold_until is not None and launch.hold_until > now:
        return
    launch.state, launch.updated_at = LaunchState.SCHEDULED, now
    delivery.release(session, _steps(session, launch))


def pause(session: Session, launch: Launch, *, now: datetime) -> None:
    """No attempt begins after this commits."""
    if launch.state is LaunchState.PAUSED:
        return
    if launch.state is LaunchState.HOLDING:
        raise NotNow(N_("It is held, and nothing leaves before the hold is over. Undo it to change it."))
    if launch.state not in RUNNING:
        raise NotNow(N_("There is nothing to pause: this launch is not running."))
    delivery.hold(session, _steps(session, launch), reason="paused", now=now)
    launch.state, launch.paused_at, launch.updated_at = LaunchState.PAUSED, now, now
    session.flush()


def resume(session: Session, launch: Launch, *, now: datetime) -> None:
    """Go on where it was paused. Nobody gets anything twice: there is one row a person and step."""
    if launch.state in RUNNING:
        return
    if launch.state is not LaunchState.PAUSED:
        raise NotNow(N_("This launch is not paused."))
    catch_up(session, launch, now=now)
    steps = steps_of(session, launch.id)
    delivery.release(session, [step.id for step in steps if step.held_reason in HELD_BY_US])
    begun = any(step.planned_at for step in steps)
    launch.state = LaunchState.SENDING if begun else LaunchState.SCHEDULED
    launch.paused_at, launch.updated_at = None, now
    session.flush()


def stop(session: Session, launch: Launch, *, now: datetime) -> int:
    """End it for good. Returns how many planned mails will not go."""
    if launch.state in OVER:
        raise NotNow(N_("This launch is already over."))
    if launch.state is LaunchState.DRAFT:
        raise NotNow(N_("This launch has not been scheduled."))
    cancelled = delivery.cancel(session, _steps(session, launch), reason="stopped", now=now)
    launch.state, launch.stopped_at, launch.finished_at, launch.updated_at = LaunchState.STOPPED, now, now, now
    session.flush()
    return cancelled


def finish(session: Session, launch_id: UUID, *, now: datetime) -> None:
    """Every step has come to its end: the launch is sent. Safe to run twice."""
    launch = session.get(Launch, launch_id, with_for_update=True)
    if launch is None or launch.state not in RUNNING:
        return
    open_steps = session.scalars(
        select(Step.id).where(Step.origin_id == launch_id, Step.finished_at.is_(None)).limit(1)
    ).first()
    if open_steps is None:
        launch.state, launch.finished_at, launch.updated_at = LaunchState.SENT, now, now


def reopen(session: Session, step_id: UUID, *, now: datetime) -> None:
    """A launch that was sent is sending again, so that it can be paused; `finish` ends it as before."""
    step = session.get(Step, step_id)
    launch = session.get(Launch, step.origin_id, with_for_update=True) if step is not None else None
    if launch is None or launch.state is not LaunchState.SENT:
        return
    open_steps = select(Step.id).where(Step.origin_id == launch.id, Step.finished_at.is_(None))
    if session.scalars(open_steps.limit(1)).first() is not None:
        launch.state, launch.finished_at, launch.updated_at = LaunchState.SENDING, None, now


def _steps(session: Session, launch: Launch) -> list[UUID]:
    return [step.id for step in steps_of(session, launch.id)]
