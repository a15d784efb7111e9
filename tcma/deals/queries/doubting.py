"""Why a registration is a person's to decide: what stood in the way of an answer at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tcma.deals.models import Account, DealLog, Registration
from tcma.deals.queries.boards import Entry
from tcma.deals.queries.conflicts import claims_on
from tcma.deals.queries.matching import match
from tcma.deals.queries.registrations import claim_of, facts_of
from tcma.deals.rules import Engagement, Facts, judge, obstacles


@dataclass(frozen=True)
class Alike:
    """An account that it may be about under another name, domain or country; and who claims that now."""

    account: Account
    claims: Sequence[Entry]


@dataclass(frozen=True)
class Doubts:
    """`obstacles` are those of rules.obstacles, told with `facts`. `rule` is what the rules would say now: 3 and 4
    name a claim that stands before it, past which nobody can approve it."""

    rule: int
    facts: Facts
    obstacles: Sequence[str]
    alike: Sequence[Alike]


def doubts(session: Session, registration: Registration, rules: Engagement, now: datetime) -> Doubts:
    """As it is now, not as it was when it was sent."""
    facts = facts_of(session, registration, rules, now)
    found = match(session, claim_of(registration), but=registration.id)
    other = [one for one in (*found.same, *found.doubtful) if one not in registration.accounts]
    rows = session.scalars(select(Account).where(Account.id.in_(other)).order_by(Account.name, Account.id).limit(20))
    rule = int(judge(facts, rules).rule.partition("/")[0])
    return Doubts(
        rule, facts, obstacles(facts, rules), [Alike(one, claims_on(session, [one.id], now)) for one in rows.all()]
    )


def doubtful(session: Session, registrations: Collection[UUID]) -> set[UUID]:
    """Those of which the rules last said that they may be about another account; one statement for all."""
    last = (
        select(DealLog.registration_id, DealLog.inputs["facts"]["doubtful"].as_boolean().label("doubtful"))
        .where(DealLog.registration_id.in_(registrations), DealLog.inputs.has_key("facts"))
        .ext(distinct_on(DealLog.registration_id))
        .order_by(DealLog.registration_id, DealLog.position.desc())
        .subquery()
    )
    return set(session.scalars(select(last.c.registration_id).where(last.c.doubtful)))
