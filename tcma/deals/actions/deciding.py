"""The vendor's side: approve, reject, ask."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.approving import open_deal
from tcma.deals.actions.claiming import seen
from tcma.deals.actions.contending import settle
from tcma.deals.actions.log import Lock, Why, hold, hold_account, lock_account, move
from tcma.deals.actions.names import DEAL_DECIDED, DEAL_QUESTIONED
from tcma.deals.actions.writing import write
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import claim_of, facts_of, rival_names, rules_in_force
from tcma.deals.rules import INSTANT, Engagement, RegistrationState, judge


def approve(
    session: Session, *, registration_id: UUID, actor: Actor, now: datetime, lock: Lock = lock_account
) -> Deal:
    """Open the deal and protect the claim. Refuses while another partner's claim on the account stands before it."""
    registration = hold_account(session, registration_id, actor, lock)
    _somebody_else(registration, actor)
    rules = rules_in_force(session)
    facts = facts_of(session, registration, rules, now)
    verdict = judge(facts, rules)
    if verdict.missing:
        raise Refusal(N_("Some things are missing. Ask the partner for them first."))
    if verdict.rule.startswith("3/"):
        raise Refusal(N_("Another partner's registration for this account is protected. Reject this one."))
    if verdict.rule.startswith("4/"):
        raise Refusal(N_("An earlier registration for this account is still open. Decide that one first."))
    why = Why(now, actor, by_hand(rules), inputs=seen(claim_of(registration), facts))
    deal = open_deal(session, registration, facts, rules, why=why, words=INSTANT)
    settle(session, registration, now)
    return deal


def reject(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime, lock: Lock = lock_account
) -> Registration:
    """Say no, with the words the partner reads; whoever waited behind it moves up.

    Where another partner is protected it reads when that ends as well, and never whose it is.
    """
    reason = said(reason, N_("Say why: the partner reads it."))
    registration = hold_account(session, registration_id, actor, lock)
    _somebody_else(registration, actor)
    names_nobody(session, registration, reason)
    rules = rules_in_force(session)
    rule, inputs = by_hand(rules), seen(claim_of(registration))
    taken = judge(facts_of(session, registration, rules, now), rules)
    move(session, registration, RegistrationState.REJECTED, Why(now, actor, rule, reason, inputs))
    registration.decided_at, registration.decided_by = now, actor.person_id
    registration.decision, registration.decision_rule = reason, rule
    registration.window_ends_at = taken.until if taken.rule.startswith("3/") else None
    settle(session, registration, now)
    record(session, DEAL_DECIDED, registration.id)
    return registration


def request_information(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime
) -> Registration:
    """Ask the partner something. The place in the line stays."""
    reason = said(reason, N_("Say what you need to know: the partner reads it."))
    registration = hold(session, registration_id, actor)
    names_nobody(session, registration, reason)
    rule = by_hand(rules_in_force(session))
    move(session, registration, RegistrationState.INFO_REQUESTED, Why(now, actor, rule, reason))
    registration.decision, registration.decision_rule = reason, rule
    write(session, registration, actor, "question", reason, now)
    record(session, DEAL_QUESTIONED, registration.id)
    return registration


def by_hand(rules: Engagement) -> str:
    """What a person decides is decided under rule 10."""
    return f"10/{rules.number}"


def _somebody_else(registration: Registration, actor: Actor) -> None:
    """An appeal is decided by somebody else than who said no."""
    if registration.appealed_at is not None and registration.appealed_from == actor.person_id:
        raise Refusal(N_("You decided this one before. An appeal is decided by somebody else."))


def names_nobody(session: Session, registration: Registration, reason: str) -> None:
    """Words that a partner reads must not tell who else claims the account."""
    for name in rival_names(session, registration):
        if name.casefold() in reason.casefold():
            words = N_("This names %(partner)s. The partner reads it: leave the name out.")
            raise Invalid({"reason": Refusal(words, partner=name)})


def said(reason: str, otherwise: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": Refusal(otherwise)})
    return reason.strip()[:1000]
