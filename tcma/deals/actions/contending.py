"""What the rules say to one claim, done; and what a decision on it means for the others on the same account."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.facts import record
from tcma.deals.actions.approving import open_deal
from tcma.deals.actions.claiming import seen
from tcma.deals.actions.log import Why, move, note
from tcma.deals.actions.names import DEAL_DECIDED, DEAL_QUESTIONED
from tcma.deals.models import Registration
from tcma.deals.queries import claim_of, contenders, facts_of, rules_in_force
from tcma.deals.rules import Engagement, Facts, RegistrationState, Verdict, judge


def apply_verdict(
    session: Session, registration: Registration, verdict: Verdict, facts: Facts, rules: Engagement, now: datetime
) -> None:
    """Do what a rule says, and remember which rule it was."""
    why = Why(now, rule=verdict.rule, inputs=seen(claim_of(registration), facts))
    why = replace(why, inputs={**why.inputs, **({"missing": list(verdict.missing)} if verdict.missing else {})})
    waited = registration.state is not RegistrationState.SUBMITTED
    if not waited:
        look = why if verdict.state is RegistrationState.UNDER_REVIEW else Why(now)
        move(session, registration, RegistrationState.UNDER_REVIEW, look)
    elif verdict.state is RegistrationState.UNDER_REVIEW:
        note(session, registration, why)
    registration.decision = verdict.words
    registration.decision_rule = verdict.rule
    registration.window_ends_at = verdict.until
    if verdict.offer:
        registration.co_sell = "offered"
    if verdict.state is RegistrationState.APPROVED:
        open_deal(session, registration, facts, rules, why=why, words=verdict.words)
    elif verdict.state is not RegistrationState.UNDER_REVIEW:
        move(session, registration, verdict.state, why)
    if waited and verdict.state is RegistrationState.INFO_REQUESTED:
        record(session, DEAL_QUESTIONED, registration.id)  # who has just sent it reads it on the page
    if verdict.state is RegistrationState.REJECTED:
        registration.decided_at, registration.decided_by = now, None
        record(session, DEAL_DECIDED, registration.id)


def settle(session: Session, decided: Registration, now: datetime) -> None:
    """Look again at those who waited for `decided`. The caller holds the account's lock."""
    look_again(session, decided.accounts, now, but=decided.partner_id)


def look_again(session: Session, accounts: Sequence[UUID], now: datetime, *, but: UUID | None = None) -> None:
    """Ask the rules anew about everyone who waits for an answer about one of these accounts."""
    session.flush()
    rules = rules_in_force(session)
    for waiting in contenders(session, accounts, but=but):
        facts = facts_of(session, waiting, rules, now)
        verdict = judge(facts, rules)
        contending = waiting.decision_rule.startswith("4/"), verdict.rule.startswith("4/")
        changes = verdict.state is RegistrationState.REJECTED or any(contending)
        # What an appeal brought back stays with the person who looks at it.
        if verdict.rule != waiting.decision_rule and changes and waiting.appealed_at is None:
            apply_verdict(session, waiting, verdict, facts, rules, now)
            session.flush()
