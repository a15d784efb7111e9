"""A no may be appealed once; somebody else looks at it. And what the partner answers to a question or an offer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.errors import Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.deciding import by_hand, said
from tcma.deals.actions.log import Lock, Why, hold_account, lock_account, move
from tcma.deals.actions.names import DEAL_APPEALED, DEAL_DECIDED
from tcma.deals.actions.registering import submit
from tcma.deals.actions.writing import write
from tcma.deals.models import Registration
from tcma.deals.queries import rules_in_force
from tcma.deals.rules import RegistrationState

APPEAL_WORDS = N_("You asked for another look. Somebody else than before decides within two business days.")


def appeal(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime, lock: Lock = lock_account
) -> Registration:
    """Ask for another look, once, with reasons. It keeps the time at which it was sent."""
    reason = said(reason, N_("Say why it should be looked at again."))
    registration = hold_account(session, registration_id, actor, lock)
    if registration.appealed_at is not None:
        raise Refusal(N_("This registration was looked at again already. It stays as it is."))
    rule = by_hand(rules_in_force(session))
    move(
        session, registration, RegistrationState.UNDER_REVIEW, Why(now, actor, rule, reason), appeal=True
    )  # first: an appeal of what was not refused is refused there
    registration.appealed_at, registration.appealed_from = now, registration.decided_by
    registration.decision, registration.decision_rule, registration.window_ends_at = APPEAL_WORDS, rule, None
    write(session, registration, actor, "appeal", reason, now)
    record(session, DEAL_APPEALED, registration.id)
    return registration


def answer(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime, lock: Lock = lock_account
) -> Registration:
    """Answer the vendor's question; the rules look again at what is written now."""
    registration = submit(session, registration_id=registration_id, actor=actor, now=now, lock=lock)
    if reason.strip():
        write(session, registration, actor, "answer", reason, now)
    return registration


def take_offer(
    session: Session, *, registration_id: UUID, actor: Actor, accept: bool, now: datetime, lock: Lock = lock_account
) -> Registration:
    """Sell it together with the vendor, or not: then the account stays with the vendor's own sales."""
    registration = hold_account(session, registration_id, actor, lock)
    if registration.state is not RegistrationState.INFO_REQUESTED or registration.co_sell != "offered":
        raise Refusal(N_("This registration has moved on since you opened it. Look at it again."))
    registration.co_sell = "accepted" if accept else "declined"
    session.flush()
    if accept:
        return submit(session, registration_id=registration_id, actor=actor, now=now, lock=lock)
    move(session, registration, RegistrationState.REJECTED, Why(now, actor, rule=registration.decision_rule))
    registration.decided_at, registration.decided_by = now, None
    registration.decision = DECLINED
    record(session, DEAL_DECIDED, registration.id)
    return registration


DECLINED = N_("You left the offer to sell together. The account stays with our own sales people.")
