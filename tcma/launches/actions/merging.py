"""Who a launch is for follows a merged contact."""

from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from tcma.launches.models import Launch, LaunchPerson


def follow_merge(session: Session, *, kept_id: UUID, dropped_id: UUID) -> None:
    """Once per launch. Each launch is locked first: a mail that is being planned is planned before or after, whole."""
    launch_ids = session.scalars(
        select(LaunchPerson.launch_id).where(LaunchPerson.contact_id == dropped_id).order_by(LaunchPerson.launch_id)
    ).all()
    session.execute(select(Launch.id).where(Launch.id.in_(launch_ids)).order_by(Launch.id).with_for_update())
    other = aliased(LaunchPerson)
    there = exists().where(other.launch_id == LaunchPerson.launch_id, other.contact_id == kept_id)
    apart = {"synchronize_session": False}
    session.execute(
        delete(LaunchPerson).where(LaunchPerson.contact_id == dropped_id, there), execution_options=apart
    )
    moved = update(LaunchPerson).where(LaunchPerson.contact_id == dropped_id)
    session.execute(moved.values(contact_id=kept_id), execution_options=apart)
