"""What a decision on one claim means for the others on the same account."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.facts import record
from tcma.deals.actions.claiming import seen
from tcma.deals.actions.log import Why, move, note
from tcma.deals.actions.names import DEAL_DECIDED
from tcma.deals.models import Registration
from tcma.deals.queries import claim_of, contenders, rivals
from tcma.deals.rules import RegistrationState, Verdict, judge


def apply_verdict(session: Session, registration: Registration, verdict: Verdict, why: Why) -> None:
    """Do what a rule says, and remember which rule it was."""
    registration.decision = verdict.words
    registration.decision_rule = verdict.rule
    registration.window_ends_at = verdict.until
    why = replace(why, inputs={**why.inputs, **({"missing": list(verdict.missing)} if verdict.missing else {})})
    if verdict.state is registration.state:
        note(session, registration, why)
    else:
        move(session, registration, verdict.state, why)
    if verdict.state is RegistrationState.REJECTED:
        registration.decided_at = why.at
        record(session, DEAL_DECIDED, registration.id)


def settle(session: Session, decided: Registration, now: datetime) -> None:
    """Look again at those who waited for `decided`. The caller holds the account's lock."""
    session.flush()
    for waiting in contenders(session, decided):
        claim = claim_of(waiting)
        verdict = judge(claim, rivals(session, waiting), now)
        if verdict.rule != waiting.decision_rule and (
            verdict.state is RegistrationState.REJECTED or waiting.decision_rule.startswith("4/")
        ):
            apply_verdict(session, waiting, verdict, Why(now, rule=verdict.rule, inputs=seen(claim)))
            session.flush()
