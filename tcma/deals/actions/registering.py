"""The partner's side of a registration: write it, send it, take it back."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound, Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.claiming import checked, seen
from tcma.deals.actions.contending import apply_verdict, settle
from tcma.deals.actions.converting import convert_lead
from tcma.deals.actions.log import Lock, Why, begin, hold, hold_account, lock_account, move
from tcma.deals.actions.matching import settle_account
from tcma.deals.actions.names import DEAL_REGISTERED
from tcma.deals.models import Registration
from tcma.deals.queries import about, claim_of, facts_of, live_for_lead, rules_in_force, tier_of
from tcma.deals.rules import Claim, RegistrationState, judge
from tcma.leads.models import Lead
from tcma.partners.models import Partner

_EDITABLE = (RegistrationState.DRAFT, RegistrationState.INFO_REQUESTED, RegistrationState.RECALLED)
_TICK = timedelta(microseconds=1)


def register(
    session: Session,
    *,
    actor: Actor,
    claim: Claim,
    now: datetime,
    lead_id: UUID | None = None,
    idempotency_key: str | None = None,
) -> Registration:
    """A draft of the actor's partner. The same key again gives the draft of the first time.

    Refuses a lead that has a registration already, and (Invalid) values that can't be.
    """
    partner = session.get_one(Partner, actor.partner)
    if idempotency_key:
        idempotency_key = f"{partner.id}/{idempotency_key}"
        known = session.scalars(
            select(Registration).where(Registration.idempotency_key == idempotency_key)
        ).one_or_none()
        if known:
            return known
    claim = checked(claim, now, rules_in_force(session))
    registration = Registration(
        partner_id=partner.id,
        submitted_by=actor.person_id,
        tier=partner.tier,
        state=RegistrationState.DRAFT,
        created_at=now,
        idempotency_key=idempotency_key,
    )
    _write(registration, claim)
    if lead_id is not None:
        lead = session.get(Lead, lead_id, with_for_update=True)
        if lead is None or lead.partner_id != partner.id:
            raise NotFound
        other = live_for_lead(session, lead_id)
        if other:
            raise Refusal(N_("This lead is registered already, as deal %(number)s."), number=other.number)
        registration.lead_id, registration.contact_id = lead.id, lead.contact_id
    session.add(registration)
    begin(session, registration, Why(now, actor))
    return registration


def revise(session: Session, *, registration_id: UUID, actor: Actor, claim: Claim, now: datetime) -> Registration:
    """Change what is written, as long as nobody looks at it."""
    registration = hold(session, registration_id, actor)
    if registration.state not in _EDITABLE:
        raise Refusal(N_("This registration is on its way. Take it back to change it."))
    claim = checked(claim, now, rules_in_force(session))
    if registration.submitted_at is not None:
        # Who was first was first for this account. Another account is another registration.
        claim = replace(claim, account_domain=registration.account_domain, account_country=registration.account_country)
    _write(registration, claim)
    if registration.state is RegistrationState.RECALLED:
        move(session, registration, RegistrationState.DRAFT, Why(now, actor))
    session.flush()
    return registration


def submit(
    session: Session, *, registration_id: UUID, actor: Actor, now: datetime, lock: Lock = lock_account
) -> Registration:
    """Send it: the rules answer at once, or leave it to a person.

    Submissions of one account take turns, so that exactly one of them is first.
    """
    registration = hold_account(session, registration_id, actor, lock)
    rules = rules_in_force(session)
    answering = registration.state is RegistrationState.INFO_REQUESTED
    if not answering:
        registration.tier = tier_of(session, registration.partner_id)
    if not claim_of(registration).missing(products=bool(rules.products)) and registration.submitted_at is None:
        settle_account(session, registration, now)
        registration.submitted_at = _in_turn(session, registration, now)
    registration.submitted_by = actor.person_id
    facts = facts_of(session, registration, rules, now)
    verdict = judge(facts, rules)
    if answering and verdict.state is RegistrationState.INFO_REQUESTED:
        raise Refusal(verdict.words)
    first = RegistrationState.UNDER_REVIEW if answering else RegistrationState.SUBMITTED
    move(session, registration, first, Why(now, actor, inputs=seen(claim_of(registration))))
    apply_verdict(session, registration, verdict, facts, rules, now)
    convert_lead(session, registration, actor, now)
    settle(session, registration, now)
    record(session, DEAL_REGISTERED, registration.id)
    return registration


def recall(
    session: Session, *, registration_id: UUID, actor: Actor, now: datetime, lock: Lock = lock_account
) -> Registration:
    """Take it back to change it. It loses its place in the line."""
    registration = hold_account(session, registration_id, actor, lock)
    move(session, registration, RegistrationState.RECALLED, Why(now, actor))
    settle(session, registration, now)
    registration.submitted_at, registration.accounts = None, []
    registration.decision = registration.decision_rule = ""
    session.flush()
    return registration


def _write(registration: Registration, claim: Claim) -> None:
    for name, value in vars(claim).items():
        setattr(registration, name, list(value) if isinstance(value, tuple) else value)


def _in_turn(session: Session, registration: Registration, now: datetime) -> datetime:
    """`now`, or just after the newest for this account: first is who had the lock first, not whose clock was read."""
    newest = session.scalar(select(func.max(Registration.submitted_at)).where(about(registration.accounts)))
    return max(now, newest + _TICK) if newest else now
