"""Jobs of launches, and what the beat finds due for them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.catalogue.models import KitVersion
from tcma.delivery.models import Step
from tcma.launches import actions
from tcma.launches.models import Launch
from tcma.launches.queries.deeds import answered_by
from tcma.launches.rules import OVER, RUNNING, LaunchState
from tcma.tracking.models import Response


def due_releases(session: Session) -> Iterable[str]:
    """Launches whose hold is over."""
    due = select(Launch.id).where(Launch.state == LaunchState.HOLDING, Launch.hold_until <= clock.now(session))
    return map(str, session.scalars(due))


def release(launch_id: str) -> None:
    with transaction() as session:
        actions.release(session, UUID(launch_id), now=clock.now(session))


def due_plans(session: Session) -> Iterable[str]:
    """Steps of launches whose time has come."""
    due = select(Step.id).where(
        Step.origin == "launch", Step.planned_at.is_(None), Step.held_at.is_(None), Step.cancelled_at.is_(None),
        Step.due_at <= clock.now(session),
    )
    return map(str, session.scalars(due.order_by(Step.due_at)))


def plan(step_id: str) -> None:
    with transaction() as session:
        actions.plan_step(session, UUID(step_id), now=clock.now(session))


def due_finishes(session: Session) -> Iterable[str]:
    """Running launches of which every step has come to its end."""
    open_step = exists().where(Step.origin_id == Launch.id, Step.finished_at.is_(None))
    return map(str, session.scalars(select(Launch.id).where(Launch.state.in_(RUNNING), ~open_step)))


def finish(launch_id: str) -> None:
    with transaction() as session:
        actions.finish(session, UUID(launch_id), now=clock.now(session))


def reopen(step_id: str) -> None:
    """Mails of a step are on their way once more: so is its launch. Safe to run twice."""
    with transaction() as session:
        actions.reopen(session, UUID(step_id), now=clock.now(session))


def follow(launch_id: str) -> None:
    """People of a launch clicked. Safe to run twice."""
    with transaction() as session:
        actions.follow(session, UUID(launch_id), now=clock.now(session))


def follow_response(response_id: str) -> None:
    """Somebody responded, perhaps to a launch, or to several by registering. Safe to run twice."""
    with transaction() as session:
        response = session.get(Response, UUID(response_id))
        answered = answered_by(session, response) if response is not None else []
    for launch_id in answered:
        with transaction() as session:
            actions.follow(session, launch_id, now=clock.now(session))


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: the launches that were for them follow. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            actions.follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id)


def update(version_id: str) -> None:
    """A version was published: where it is mandatory, every launch of its kit takes it. Safe to run twice."""
    with transaction() as session:
        version = session.get_one(KitVersion, UUID(version_id))
        behind = select(Launch.id).where(
            Launch.kit_id == version.kit_id, Launch.version_id != version.id, Launch.state.not_in(OVER)
        )
        launches = list(session.scalars(behind.order_by(Launch.id))) if version.mandatory else []
    for launch_id in launches:
        try:
            with transaction() as session:
                actions.take_mandatory(session, launch_id, version=version, now=clock.now(session))
        except Refusal:  # it can't be composed any more, without an address for example: its partner has to look
            with transaction() as session:
                launch = session.get_one(Launch, launch_id, with_for_update=True)
                actions.hold_back(session, launch, version, now=clock.now(session))
