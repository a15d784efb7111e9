"""An order that was booked and did not come to stay: the deal is opened again or lost, its amount corrected."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden, Invalid, Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.tools import use
from tcma.base.words import N_
from tcma.deals.actions.claiming import amount_problem
from tcma.deals.actions.deciding import names_nobody, said
from tcma.deals.actions.log import Lock, Why, hold, hold_account, keep_clock, lock_account, move_deal, note
from tcma.deals.actions.names import DEAL_CORRECTED
from tcma.deals.actions.protecting import protect
from tcma.deals.actions.selling import deal_row, set_amount
from tcma.deals.models import Deal, Registration
from tcma.deals.ports import Earnings
from tcma.deals.queries import rivals, rules_in_force
from tcma.deals.rules import Stage
from tcma.partners.models import Partner

HELPED = N_("Who helped to sell it changed.")
MOST_HELPERS = 5


def reopen(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, lost: bool, now: datetime,
    lock: Lock = lock_account,
) -> Deal:  # fmt: skip
    """The order is off: the deal is open again, with a protection that begins anew; or `lost`. By the vendor alone.

    Refuses to open it where another partner has the account meanwhile.
    """
    if actor.partner_id is not None:
        raise Forbidden
    reason = said(reason, N_("Say why: the partner reads it."))
    registration = hold_account(session, registration_id, actor, lock)
    names_nobody(session, registration, reason)
    deal = _won(session, registration)
    if not lost:
        refuse_taken(session, registration, now)
    why = Why(now, actor, reason=reason, inputs={"order_number": deal.order_number, "amount": str(deal.amount)})
    deal.closed_at = now if lost else None
    move_deal(session, registration, deal, Stage.LOST if lost else Stage.NEGOTIATION, why, reopened=True)
    keep_clock(session, registration, deal)
    if not lost:
        protect(session, registration, rules_in_force(session), now)
    _follow(session, deal, now)
    return deal


def correct(
    session: Session, *, registration_id: UUID, actor: Actor, amount: Decimal | None, now: datetime
) -> Deal:
    """What a won order really came to. Past the threshold it was approved under, a person looks at it again."""
    if actor.partner_id is not None:
        raise Forbidden
    registration = hold(session, registration_id, actor)
    deal = _won(session, registration)
    wrong = Refusal(N_("Give an amount above 0.")) if amount is None else amount_problem(amount, deal.currency)
    if amount is None or wrong:
        raise Invalid({"amount": wrong or Refusal(N_("Give an amount above 0."))})
    if amount != deal.amount:
        set_amount(session, registration, deal, amount, Why(now, actor))
        _follow(session, deal, now)
    return deal


def name_helpers(
    session: Session, *, registration_id: UUID, actor: Actor, partners: Collection[UUID], now: datetime
) -> Deal:
    """The other partners that helped to sell it: those named here and no others. By the vendor alone."""
    if actor.partner_id is not None:
        raise Forbidden
    registration = hold(session, registration_id, actor)
    deal = deal_row(session, registration)
    wanted = list(dict.fromkeys(partners))
    known = set(session.scalars(select(Partner.id).where(Partner.id.in_(wanted))))
    if set(wanted) != known or registration.partner_id in known:
        raise Invalid({"partner": Refusal(N_("Pick another partner than the one that registered the deal."))})
    if len(wanted) > MOST_HELPERS:
        raise Invalid({"partner": Refusal(N_("At most %(most)s partners."), most=MOST_HELPERS)})
    if wanted != deal.helpers:
        deal.helpers = wanted
        note(session, registration, Why(now, actor, reason=HELPED, inputs={"helpers": list(map(str, wanted))}), deal)
        session.flush()
        use(Earnings).settle(session, deal.id, now)
    return deal


def _won(session: Session, registration: Registration) -> Deal:
    deal = deal_row(session, registration)
    if deal.stage is not Stage.WON:
        raise Refusal(N_("This deal is not won. Look at it again."))
    return deal


def refuse_taken(session: Session, registration: Registration, now: datetime) -> None:
    """Refuse while another partner is protected for the same account and family of products."""
    rules, since = rules_in_force(session), registration.submitted_at or now
    others = rivals(session, registration.accounts, partner_id=registration.partner_id, since=since, now=now)
    if any(one.approved and rules.meet(registration.product_lines, one.lines) for one in others):
        raise Refusal(N_("Another partner has this account now. Mark the deal as lost instead."))


def _follow(session: Session, deal: Deal, now: datetime) -> None:
    record(session, DEAL_CORRECTED, deal.id)
    use(Earnings).settle(session, deal.id, now)
