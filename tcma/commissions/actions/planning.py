"""A new version of the plan, in force for whatever is won from now on."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.commissions.models import CommissionPlan
from tcma.commissions.queries import plan_in_force
from tcma.commissions.rules import PERIODS, Plan
from tcma.commissions.rules.plan import to_json


def save_plan(session: Session, *, plan: Plan, based_on: int, actor: Actor, now: datetime) -> Plan:
    """A new version, unless it says the same as the newest. What was won before keeps its own.

    `based_on`: the version that was on the page. Refuses if somebody saved another one meanwhile.
    """
    check_plan(plan)
    session.execute(text("LOCK TABLE commission_plans IN SHARE ROW EXCLUSIVE MODE"))
    newest = plan_in_force(session)
    if newest.number != based_on:
        raise Refusal(N_("Somebody saved another plan meanwhile. Look at it, then change yours."))
    if newest.number and to_json(newest) == to_json(plan):
        return newest
    row = CommissionPlan(number=newest.number + 1, says=to_json(plan), made_by=actor.person_id, made_at=now)
    session.add(row)
    session.flush()
    return plan_in_force(session)


def check_plan(plan: Plan) -> None:
    """Raises Invalid for what can't be a plan."""
    errors: dict[str, Refusal] = {}
    for one in plan.rates:
        if not _percent(one.percent):
            errors[f"rate-{one.tier}-{one.line}"] = Refusal(PERCENT)
    for tier, amount in plan.quotas.items():
        if not amount.is_finite() or not 0 < amount < 10**12:
            errors[f"quota-{tier}"] = Refusal(N_("Enter an amount, or nothing for none."))
    for name, percent in (("extra", plan.extra), ("helpers", plan.helpers)):
        if not _percent(percent):
            errors[name] = Refusal(PERCENT)
    if not errors and any(one.percent + plan.extra > 100 for one in plan.rates):
        errors["extra"] = Refusal(N_("With this, more than the whole order would be earned."))
    if plan.period not in PERIODS:
        errors["period"] = Refusal(N_("Pick a period."))
    if not 0 <= plan.hold_days <= 365:
        errors["hold_days"] = Refusal(N_("Enter a number from %(least)s to %(most)s."), least=0, most=365)
    if errors:
        raise Invalid(errors)


PERCENT = N_("Enter a number from 0 to 100, with at most three digits after the point.")


def _percent(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= 100 and value == round(value, 3)
