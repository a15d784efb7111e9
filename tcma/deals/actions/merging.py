"""Registrations and deals follow a merged contact."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.deals.actions.traits import keep_deals
from tcma.deals.models import Deal, Registration
from tcma.leads.models import Lead


def follow_merge(session: Session, *, kept_id: UUID, dropped_id: UUID) -> None:
    """They are the kept contact's; what came of the dropped one's lead came of the lead that stays.

    What a registration said stays as it was said.
    """
    leads = dict(
        session.execute(select(Lead.contact_id, Lead.id).where(Lead.contact_id.in_((kept_id, dropped_id)))).all()
    )
    if kept_id in leads and dropped_id in leads:
        moved = update(Registration).where(Registration.lead_id == leads[dropped_id])
        session.execute(moved.values(lead_id=leads[kept_id]))
    for table in (Registration, Deal):
        session.execute(update(table).where(table.contact_id == dropped_id).values(contact_id=kept_id))
    keep_deals(session, [kept_id, dropped_id])
