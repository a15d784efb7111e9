"""A partner tells how an open deal goes: the vendor reads it, and the deal lies still no longer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.deciding import said
from tcma.deals.actions.selling import open_deal_of
from tcma.deals.actions.writing import write
from tcma.deals.models import Registration


def report(session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime) -> Registration:
    """What happened with the customer lately; also where the deal is at its last stage and can't be moved on."""
    if actor.partner_id is None:
        raise Forbidden
    reason = said(reason, N_("Say in a few words how it goes."))
    registration, _ = open_deal_of(session, registration_id, actor)
    write(session, registration, actor, "news", reason, now)
    registration.active_at = now
    session.flush()
    return registration
