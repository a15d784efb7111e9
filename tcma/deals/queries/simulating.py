"""Other rules tried on past registrations: with what the log says that the rules saw then."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tcma.deals.models import DealLog, Registration
from tcma.deals.rules import Engagement, Verdict, judge
from tcma.deals.rules.facts import from_json
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Different:
    """A registration about which these rules would have said something else. `then` is 'rule id/version'."""

    registration: Registration
    partner_name: str
    then: str
    now: Verdict


@dataclass(frozen=True)
class Simulation:
    tried: int
    different: Sequence[Different]


def simulate(session: Session, rules: Engagement, *, limit: int = 500) -> Simulation:
    """The newest registrations that the rules have judged, each by the first answer they gave."""
    first = (
        select(DealLog.registration_id, DealLog.rule, DealLog.inputs["facts"].label("facts"))
        .where(DealLog.actor_side == "system", DealLog.inputs.has_key("facts"))
        .ext(distinct_on(DealLog.registration_id))
        .order_by(DealLog.registration_id, DealLog.position)
        .subquery()
    )
    rows = session.execute(
        select(Registration, Partner.name, first.c.rule, first.c.facts)
        .join(first, first.c.registration_id == Registration.id)
        .join(Partner, Partner.id == Registration.partner_id)
        .order_by(Registration.number.desc())
        .limit(limit)
    ).all()
    different = []
    for registration, name, then, facts in rows:
        verdict = judge(from_json(facts), rules)
        if verdict.rule.partition("/")[0] != then.partition("/")[0]:
            different.append(Different(registration, name, then, verdict))
    return Simulation(len(rows), different)
