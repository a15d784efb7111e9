"""A partner asks whether an account is free before it names a customer. Each question is counted and kept."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import Invalid, Refusal, TooMany
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.log import lock_account
from tcma.deals.models import PreCheck
from tcma.deals.queries import match, rules_in_force, see, tier_of
from tcma.deals.rules import Claim, Facts, judge, normal_country, registrable_domain

MOST_A_DAY = 20


@dataclass(frozen=True)
class Answer:
    """`kind` is free, taken (`until` a moment) or person."""

    kind: str
    domain: str
    until: datetime | None = None


def precheck(session: Session, *, actor: Actor, domain: str, country: str, now: datetime) -> Answer:
    """What the rules would say to a claim of which only the account is known, by the same looks as for a whole one.

    Raises Invalid for what is no company's domain, TooMany after so many questions of a partner in a day.
    """
    lock_account(session, [f"questions of {actor.partner}"])  # many at once are counted one after the other
    asked = select(func.count()).where(PreCheck.partner_id == actor.partner, PreCheck.at > now - timedelta(days=1))
    if (session.scalar(asked) or 0) >= MOST_A_DAY:
        words = N_("Your firm has asked %(most)s times in a day. Ask again tomorrow, or register the deal.")
        raise TooMany(words, most=MOST_A_DAY)
    found, place = registrable_domain(domain), normal_country(country)
    errors = {}
    if found is None:
        words = N_("“%(text)s” is not a company's domain. Write the one of its website, such as acme.example.")
        errors["domain"] = Refusal(words, text=domain.strip()[:100])
    if not place:
        errors["country"] = Refusal(N_("Pick a country."))
    if found is None or errors:
        raise Invalid(errors)
    rules = rules_in_force(session)
    claim = Claim(
        account_name=found, account_domain=found, account_country=place, contact_name=found, contact_email="",
        amount=Decimal(1), currency="-", expected_close=now.date(),
        product_lines=tuple(one.key for one in rules.products),
    )  # fmt: skip
    tier = tier_of(session, actor.partner)
    facts = see(session, claim, match(session, claim), rules, partner_id=actor.partner, tier=tier, now=now)
    verdict = judge(_enough(facts), rules)
    answer = _answer(verdict.rule.partition("/")[0], facts.doubtful, found, verdict.until)
    session.add(
        PreCheck(id=new_id(), partner_id=actor.partner, person_id=actor.person_id, domain=found, country=place,
                 answer=answer.kind, rule=verdict.rule, at=now)
    )  # fmt: skip
    session.flush()
    return answer


def _enough(facts: Facts) -> Facts:
    """Of a question nothing is missing."""
    return replace(facts, missing=())


def _answer(rule: str, doubtful: bool, domain: str, until: datetime | None) -> Answer:
    """Taken only by another partner's protection or by the asker's own pause: what has an end that may be told.

    All that the vendor would rather not tell is one answer: a person looks.
    """
    if rule in ("3", "8") and until is not None:
        return Answer("taken", domain, until)
    if rule in ("9", "10") and not doubtful:
        return Answer("free", domain)
    return Answer("person", domain)
