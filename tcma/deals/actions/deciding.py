"""The vendor's side: approve, reject, ask."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.claiming import seen
from tcma.deals.actions.contending import settle
from tcma.deals.actions.log import Lock, Why, hold, hold_account, lock_account, move
from tcma.deals.actions.names import DEAL_DECIDED, DEAL_QUESTIONED
from tcma.deals.actions.protecting import protect
from tcma.deals.actions.traits import keep_deals
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import claim_of, rivals
from tcma.deals.rules import RegistrationState, Stage, judge
from tcma.social.actions import note_approved

_BY_HAND = "10/1"


def approve(
    session: Session, *, registration_id: UUID, actor: Actor, now: datetime, lock: Lock = lock_account
) -> Deal:
    """Open the deal and protect the claim. Refuses while another partner's claim on the account stands before it."""
    registration = hold_account(session, registration_id, actor, lock)
    claim = claim_of(registration)
    verdict = judge(claim, rivals(session, registration), now)
    if verdict.missing:
        raise Refusal(N_("Some things are missing. Ask the partner for them first."))
    if verdict.rule.startswith("3/"):
        raise Refusal(N_("Another partner's registration for this account is protected. Reject this one."))
    if verdict.rule.startswith("4/"):
        raise Refusal(N_("An earlier registration for this account is still open. Decide that one first."))
    move(session, registration, RegistrationState.APPROVED, Why(now, actor, _BY_HAND, inputs=seen(claim)))
    protect(session, registration, now)
    _decided(registration, actor, now, N_("Approved. The account is yours to sell to."))
    assert registration.amount is not None  # nothing is missing
    deal = Deal(
        registration_id=registration.id,
        partner_id=registration.partner_id,
        contact_id=registration.contact_id,
        account_domain=registration.account_domain,
        stage=Stage.DISCOVERY,
        amount=registration.amount,
        currency=registration.currency,
        opened_at=now,
    )
    session.add(deal)
    keep_deals(session, [registration.contact_id])
    note_approved(
        session, partner_id=registration.partner_id, contact_id=registration.contact_id,
        registration_id=registration.id, now=now,
    )  # fmt: skip
    settle(session, registration, now)
    record(session, DEAL_DECIDED, registration.id)
    return deal


def reject(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime, lock: Lock = lock_account
) -> Registration:
    """Say no, with the words the partner reads; whoever waited behind it moves up."""
    reason = _said(reason, N_("Say why: the partner reads it."))
    registration = hold_account(session, registration_id, actor, lock)
    inputs = seen(claim_of(registration))
    move(session, registration, RegistrationState.REJECTED, Why(now, actor, _BY_HAND, reason, inputs))
    _decided(registration, actor, now, reason)
    settle(session, registration, now)
    record(session, DEAL_DECIDED, registration.id)
    return registration


def request_information(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime
) -> Registration:
    """Ask the partner something. The place in the line stays."""
    reason = _said(reason, N_("Say what you need to know: the partner reads it."))
    registration = hold(session, registration_id, actor)
    move(session, registration, RegistrationState.INFO_REQUESTED, Why(now, actor, _BY_HAND, reason))
    registration.decision, registration.decision_rule = reason, _BY_HAND
    record(session, DEAL_QUESTIONED, registration.id)
    return registration


def _decided(registration: Registration, actor: Actor, now: datetime, words: str) -> None:
    registration.decided_at, registration.decided_by = now, actor.person_id
    registration.decision, registration.decision_rule = words, _BY_HAND


def _said(reason: str, otherwise: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": Refusal(otherwise)})
    return reason.strip()[:1000]
