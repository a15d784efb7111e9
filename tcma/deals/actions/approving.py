"""An approval opens the deal and protects the claim, whether a rule gave it or a person."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.facts import record
from tcma.deals.actions.log import Why, move
from tcma.deals.actions.names import DEAL_DECIDED
from tcma.deals.actions.protecting import protect
from tcma.deals.actions.traits import keep_deals
from tcma.deals.models import Deal, Registration
from tcma.deals.rules import Engagement, Facts, RegistrationState, Stage, under_threshold
from tcma.social.actions import note_approved


def open_deal(
    session: Session, registration: Registration, facts: Facts, rules: Engagement, *, why: Why, words: str
) -> Deal:
    """Approve it. The caller has looked that nothing stands in the way, and holds the account."""
    now: datetime = why.at
    move(session, registration, RegistrationState.APPROVED, why)
    protect(session, registration, rules, now)
    registration.decided_at = registration.active_at = now
    registration.decided_by = why.actor.person_id if why.actor else None
    registration.decision, registration.decision_rule = words, why.rule
    registration.window_ends_at = None
    if under_threshold(facts, rules):
        registration.approved_under = rules.threshold(registration.tier)
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
    record(session, DEAL_DECIDED, registration.id)
    return deal
