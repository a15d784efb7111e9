"""The plan in force and those before it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.commissions.models import CommissionPlan
from tcma.commissions.rules import Plan
from tcma.commissions.rules.plan import from_json


def plan_in_force(session: Session) -> Plan:
    """The newest version; before somebody saved one, number 0, by which nothing is earned."""
    newest = session.scalars(select(CommissionPlan).order_by(CommissionPlan.number.desc()).limit(1)).first()
    return from_json(newest.number, newest.says) if newest else Plan()


def plan_of(session: Session, number: int) -> Plan:
    """The plan of this number; 0 is none."""
    found = session.get(CommissionPlan, number)
    return from_json(number, found.says) if found else Plan()


def plan_named(session: Session, number: int | None) -> Plan:
    """The plan of this number, without one that in force. NotFound for one that there is not."""
    if number is None:
        return plan_in_force(session)
    found = session.get(CommissionPlan, number) if 0 < number < 2**31 else None
    if found is None:
        raise NotFound
    return from_json(number, found.says)


def plans(session: Session) -> Sequence[CommissionPlan]:
    """Every version, the newest first."""
    return session.scalars(select(CommissionPlan).order_by(CommissionPlan.number.desc())).all()
