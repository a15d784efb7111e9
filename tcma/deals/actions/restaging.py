"""A deal that goes where the vendor's CRM says."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.correcting import refuse_taken
from tcma.deals.actions.log import Lock, Why, hold_account, keep_clock, lock_account, move_deal
from tcma.deals.actions.protecting import protect
from tcma.deals.actions.selling import deal_row, open_deal_of
from tcma.deals.models import Deal
from tcma.deals.queries import rules_in_force
from tcma.deals.rules import RegistrationState, Stage


def restage(session: Session, *, registration_id: UUID, actor: Actor, to: Stage, now: datetime) -> Deal:
    """To any open stage, back too: the vendor's CRM says where it stands. Nothing if it stands there."""
    if actor.partner_id is not None:
        raise Forbidden
    registration, deal = open_deal_of(session, registration_id, actor)
    if deal.stage is not to:
        move_deal(session, registration, deal, to, Why(now, actor), freely=True)
    return deal


def resume(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime, lock: Lock = lock_account
) -> Deal:
    """A deal that was lost goes on, with a protection that begins anew. By the vendor's side alone.

    Refuses where another partner has the account meanwhile.
    """
    if actor.partner_id is not None:
        raise Forbidden
    registration = hold_account(session, registration_id, actor, lock)
    deal = deal_row(session, registration)
    if deal.stage is not Stage.LOST or registration.state is not RegistrationState.APPROVED:
        raise Refusal(N_("This deal is not lost, or its registration has ended. It stays as it is."))
    refuse_taken(session, registration, now)
    deal.closed_at = None
    protect(session, registration, rules_in_force(session), now)
    move_deal(session, registration, deal, Stage.NEGOTIATION, Why(now, actor, reason=reason), freely=True)
    keep_clock(session, registration, deal)
    return deal
