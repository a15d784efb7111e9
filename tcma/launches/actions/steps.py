"""A due step becomes rows: who of the launch's people gets it, and who is left out and why."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.audiences.queries import standing
from tcma.delivery import actions as delivery
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Step
from tcma.delivery.queries import over_the_cap
from tcma.launches.actions.people import retake
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.rules import OVER, LaunchState
from tcma.tracking.models import Response

AT_ONCE = 2_000  # people in memory at a time


def plan_step(session: Session, step_id: UUID, *, now: datetime) -> int:
    """Expand one due step. Returns how many were planned; safe to run twice, and side by side."""
    origin = session.scalar(select(Step.origin_id).where(Step.id == step_id))
    # The launch before its steps, as pause and stop take them: two that wait for each other would both die.
    launch = session.get(Launch, origin, with_for_update=True) if origin else None
    step = session.get(Step, step_id, with_for_update=True)
    if launch is None or step is None or launch.state in OVER:
        return 0
    if step.planned_at or step.held_at or step.cancelled_at or step.due_at > now:
        return 0
    if launch.people_filter is not None and launch.state is LaunchState.SCHEDULED:
        retake(session, launch, now)
    delivery.plan(session, step=step, recipients=_recipients(session, launch, step, now), now=now)
    planned = delivery.finish_planning(session, step=step, now=now)
    if launch.state is LaunchState.SCHEDULED:
        launch.state, launch.updated_at = LaunchState.SENDING, now
    return planned


def _recipients(session: Session, launch: Launch, step: Step, now: datetime) -> Iterator[Recipient]:
    people = session.execute(
        select(Contact, LaunchPerson.language).join(LaunchPerson, LaunchPerson.contact_id == Contact.id)
        .where(LaunchPerson.launch_id == launch.id).order_by(Contact.id),
        execution_options={"yield_per": AT_ONCE},
    )
    answered = set(session.scalars(select(Response.contact_id).where(Response.launch_id == launch.id)))
    cap = over_the_cap(session, partner_id=launch.partner_id, kit_id=launch.kit_id, now=now, run_id=launch.id)
    for some in people.partitions():
        standings = standing(session, partner_id=launch.partner_id, contact_ids=[c.id for c, _ in some], now=now,
                             topic=step.topic, cap=cap)  # fmt: skip
        for contact, language in some:
            stands = standings[contact.id]
            values = {"first_name": contact.first_name, "last_name": contact.last_name, "company": contact.company,
                      "basis": stands.basis}
            yield Recipient(
                key=contact.addr_key, email=contact.email, addr_key=contact.addr_key, language=language,
                values=values, contact_id=contact.id,
                skip="answered" if contact.id in answered else stands.reason,
            )
