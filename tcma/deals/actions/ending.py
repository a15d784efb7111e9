"""An approval given back by the partner, or taken back by the vendor."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.deciding import names_nobody, said
from tcma.deals.actions.freeing import end
from tcma.deals.actions.log import Why
from tcma.deals.actions.names import DEAL_ENDED
from tcma.deals.actions.selling import open_deal_of
from tcma.deals.models import Registration
from tcma.deals.rules import RegistrationState


def withdraw(session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime) -> Registration:
    """The partner gives the account back: it is open to others again, and the lead free."""
    if actor.partner_id is None:
        raise Forbidden
    registration, deal = open_deal_of(session, registration_id, actor)
    end(session, registration, deal, RegistrationState.WITHDRAWN, Why(now, actor, reason=reason.strip()[:1000]))
    session.flush()
    return registration


def revoke(session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime) -> Registration:
    """The vendor takes its approval back, with words that the partner reads."""
    if actor.partner_id is not None:
        raise Forbidden
    reason = said(reason, N_("Say why: the partner reads it."))
    registration, deal = open_deal_of(session, registration_id, actor)
    names_nobody(session, registration, reason)
    registration.decision = reason
    end(session, registration, deal, RegistrationState.REVOKED, Why(now, actor, reason=reason))
    record(session, DEAL_ENDED, registration.id)
    return registration
