"""An open deal on its way to won or lost."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden, Invalid, Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.claiming import amount_problem
from tcma.deals.actions.log import Why, hold, move_deal
from tcma.deals.actions.names import DEAL_LOST, DEAL_WON
from tcma.deals.models import Deal, Registration
from tcma.deals.rules import CLOSED, Stage


def advance(session: Session, *, registration_id: UUID, actor: Actor, to: Stage, now: datetime) -> Deal:
    """To the next stage, by either side. `to` is named, so that a button pressed twice moves it once."""
    registration, deal = _open_deal(session, registration_id, actor)
    if to in CLOSED:
        raise Refusal(N_("A deal is won or lost by its own button."))
    if deal.stage is not to:
        move_deal(session, registration, deal, to, Why(now, actor))
    session.flush()
    return deal


def win(
    session: Session, *, registration_id: UUID, actor: Actor, order_number: str, amount: Decimal | None, now: datetime
) -> Deal:
    """Closed won, by the vendor alone: with the order's number and the net amount booked."""
    if actor.partner_id is not None:
        raise Forbidden
    registration, deal = _open_deal(session, registration_id, actor)
    errors: dict[str, Refusal] = {}
    if not order_number.strip():
        errors["order_number"] = Refusal(N_("Give the number of the order or the invoice."))
    wrong = Refusal(N_("Give an amount above 0.")) if amount is None else amount_problem(amount, deal.currency)
    if wrong:
        errors["amount"] = wrong
    if errors:
        raise Invalid(errors)
    assert amount is not None  # refused above
    deal.order_number, deal.amount, deal.closed_at = order_number.strip()[:100], amount, now
    inputs = {"order_number": deal.order_number, "amount": str(amount), "currency": deal.currency}
    registration.protection_due_at = None
    move_deal(session, registration, deal, Stage.WON, Why(now, actor, inputs=inputs))
    record(session, DEAL_WON, deal.id)
    return deal


def lose(session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime) -> Deal:
    """Closed lost, by either side."""
    registration, deal = _open_deal(session, registration_id, actor)
    deal.closed_at, registration.protection_due_at = now, None
    move_deal(session, registration, deal, Stage.LOST, Why(now, actor, reason=reason.strip()[:1000]))
    record(session, DEAL_LOST, deal.id)
    return deal


def _open_deal(session: Session, registration_id: UUID, actor: Actor) -> tuple[Registration, Deal]:
    registration = hold(session, registration_id, actor)
    query = select(Deal).where(Deal.registration_id == registration.id).with_for_update()
    deal = session.scalars(query).one_or_none()
    if deal is None:
        raise Refusal(N_("There is no deal yet: the registration is not approved."))
    if deal.stage in CLOSED:
        raise Refusal(N_("This deal is closed. It stays as it is."))
    return registration, deal
