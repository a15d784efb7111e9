"""An open deal on its way to won or lost."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden, Invalid, Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.tools import use
from tcma.base.words import N_
from tcma.deals.actions.claiming import amount_problem
from tcma.deals.actions.log import Why, hold, keep_clock, move_deal, note
from tcma.deals.actions.names import DEAL_LOST, DEAL_RAISED, DEAL_WON
from tcma.deals.models import Account, Deal, Registration
from tcma.deals.ports import Earnings
from tcma.deals.rules import CLOSED, Stage

RAISED = N_("The amount rose past the threshold it was approved under: a person looks at it again.")
CHANGED = N_("The amount changed.")
CONFIRMED = N_("The amount was looked at, and may stand.")


def advance(session: Session, *, registration_id: UUID, actor: Actor, to: Stage, now: datetime) -> Deal:
    """To the next stage, by either side. `to` is named, so that a button pressed twice moves it once."""
    registration, deal = open_deal_of(session, registration_id, actor)
    if to in CLOSED:
        raise Refusal(N_("A deal is won or lost by its own button."))
    if deal.stage is not to:
        move_deal(session, registration, deal, to, Why(now, actor))
        _active(registration, actor, now)
    session.flush()
    return deal


def change_amount(
    session: Session, *, registration_id: UUID, actor: Actor, amount: Decimal | None, now: datetime
) -> Deal:
    """What the order will be worth, by either side. Above the threshold it was approved under, a person looks again."""
    registration, deal = open_deal_of(session, registration_id, actor)
    if wrong := _amount_wrong(amount, deal.currency):
        raise Invalid({"amount": wrong})
    if amount is None or amount == deal.amount:
        return deal
    set_amount(session, registration, deal, amount, Why(now, actor))
    _active(registration, actor, now)
    session.flush()
    return deal


def confirm_amount(session: Session, *, registration_id: UUID, actor: Actor, now: datetime) -> Deal:
    """The vendor has looked at an amount that rose: it may earn. From now on no threshold is asked about it."""
    if actor.partner_id is not None:
        raise Forbidden
    registration = hold(session, registration_id, actor)
    deal = deal_row(session, registration)
    if deal.review_since is None:
        raise Refusal(N_("This amount has been looked at already."))
    deal.review_since, registration.approved_under = None, None
    keep_clock(session, registration, deal)
    note(session, registration, Why(now, actor, reason=CONFIRMED, inputs=_amount_of(deal)), deal)
    session.flush()
    use(Earnings).settle(session, deal.id, now)
    return deal


def win(
    session: Session, *, registration_id: UUID, actor: Actor, order_number: str, amount: Decimal | None, now: datetime
) -> Deal:
    """Closed won, by the vendor alone: with the order's number and the net amount booked."""
    if actor.partner_id is not None:
        raise Forbidden
    registration, deal = open_deal_of(session, registration_id, actor)
    errors: dict[str, Refusal] = {}
    if not order_number.strip():
        errors["order_number"] = Refusal(N_("Give the number of the order or the invoice."))
    if wrong := _amount_wrong(amount, deal.currency):
        errors["amount"] = wrong
    if errors:
        raise Invalid(errors)
    assert amount is not None  # refused above
    if amount != deal.amount:
        set_amount(session, registration, deal, amount, Why(now, actor))
    deal.order_number, deal.closed_at = order_number.strip()[:100], now
    inputs = {"order_number": deal.order_number, **_amount_of(deal)}
    registration.protection_due_at = registration.extension_asked_at = None
    session.execute(update(Account).where(Account.id.in_(registration.accounts[:1])).values(customer=True))
    move_deal(session, registration, deal, Stage.WON, Why(now, actor, inputs=inputs))
    keep_clock(session, registration, deal)
    record(session, DEAL_WON, deal.id)
    use(Earnings).settle(session, deal.id, now)
    return deal


def lose(session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime) -> Deal:
    """Closed lost, by either side."""
    registration, deal = open_deal_of(session, registration_id, actor)
    deal.closed_at, registration.protection_due_at, registration.extension_asked_at = now, None, None
    move_deal(session, registration, deal, Stage.LOST, Why(now, actor, reason=reason.strip()[:1000]))
    keep_clock(session, registration, deal)
    record(session, DEAL_LOST, deal.id)
    return deal


def set_amount(session: Session, registration: Registration, deal: Deal, amount: Decimal, why: Why) -> None:
    """Change it, say so in the log, and ask for a look where it rose past the threshold it was approved under."""
    before, under = deal.amount, registration.approved_under
    deal.amount = amount
    rose = under is not None and amount > under and deal.review_since is None
    inputs = {**_amount_of(deal), "before": str(before), **({"threshold": str(under)} if rose else {})}
    note(session, registration, replace(why, reason=RAISED if rose else CHANGED, inputs=inputs), deal)
    if rose:
        deal.review_since = why.at
        record(session, DEAL_RAISED, registration.id)
    elif under is not None and amount <= under:
        deal.review_since = None
    keep_clock(session, registration, deal)


def _amount_wrong(amount: Decimal | None, currency: str) -> Refusal | None:
    return Refusal(N_("Give an amount above 0.")) if amount is None else amount_problem(amount, currency)


def _amount_of(deal: Deal) -> dict[str, str]:
    return {"amount": str(deal.amount), "currency": deal.currency}


def _active(registration: Registration, actor: Actor, now: datetime) -> None:
    """The partner did something with its deal."""
    if actor.partner_id is not None:
        registration.active_at = now


def deal_row(session: Session, registration: Registration) -> Deal:
    """The deal, its row locked. Refuses what is not approved."""
    query = select(Deal).where(Deal.registration_id == registration.id).with_for_update()
    deal = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if deal is None:
        raise Refusal(N_("There is no deal yet: the registration is not approved."))
    return deal


def open_deal_of(session: Session, registration_id: UUID, actor: Actor) -> tuple[Registration, Deal]:
    """Both, their rows locked. Refuses what is not approved, and what is closed."""
    registration = hold(session, registration_id, actor)
    deal = deal_row(session, registration)
    if deal.stage in CLOSED:
        raise Refusal(N_("This deal is closed. It stays as it is."))
    return registration, deal
