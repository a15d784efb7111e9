"""The vendor's side of the rules: a new version of them, the desk's calendar, who may register what."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.models import Authorisation, DealDesk, EngagementVersion
from tcma.deals.queries import rules_in_force
from tcma.deals.rules import PROTECTIONS, Engagement
from tcma.deals.rules.engagement import NUMBERS, to_json
from tcma.partners.queries import one_partner


def save_rules(session: Session, *, rules: Engagement, based_on: int, actor: Actor, now: datetime) -> Engagement:
    """A new version, in force at once; what was decided under an older one keeps its name.

    `based_on`: the version that was on the page. Refuses if somebody saved another one meanwhile.
    """
    check_rules(rules)
    session.execute(text("LOCK TABLE engagement_versions IN SHARE ROW EXCLUSIVE MODE"))
    newest = rules_in_force(session)
    if newest.number != based_on:
        raise Refusal(N_("Somebody saved other rules meanwhile. Look at them, then change yours."))
    if to_json(newest) == to_json(rules):
        return newest
    number = newest.number + 1
    session.add(EngagementVersion(number=number, says=to_json(rules), made_by=actor.person_id, made_at=now))
    session.flush()
    return rules_in_force(session)


def check_rules(rules: Engagement) -> None:
    """Raises Invalid for what can't be a rule."""
    errors: dict[str, Refusal] = {}
    if rules.protection_days not in PROTECTIONS:
        errors["protection_days"] = Refusal(N_("Pick how long an approval protects."))
    for name in NUMBERS:
        if not 0 <= getattr(rules, name) <= 365:
            errors[name] = Refusal(N_("Enter a number from %(least)s to %(most)s."), least=0, most=365)
    for tier, amount in rules.thresholds.items():
        if not amount.is_finite() or not 0 <= amount < 10**12:
            errors[f"threshold-{tier}"] = Refusal(N_("Enter an amount, or 0 for none."))
    keys = [one.key for one in rules.products]
    if len(set(keys)) < len(keys) or not all(one.key and one.name and one.family for one in rules.products):
        errors["products"] = Refusal(N_("Each line is a product of its own: its name, a semicolon, and its family."))
    if errors:
        raise Invalid(errors)


def set_desk(session: Session, *, off: Iterable[int], holidays: Iterable[date]) -> None:
    """When the deal desk works. It counts from now on: what waits keeps the time it was promised."""
    days = sorted(set(off))
    if not set(days) <= set(range(7)) or len(days) > 6:
        raise Invalid({"works": Refusal(N_("Pick at least one day of the week."))})
    kept = session.get(DealDesk, 1, with_for_update=True)
    if kept is None:
        kept = DealDesk(id=1)
        session.add(kept)
    kept.off, kept.holidays = days, sorted(set(holidays))
    session.flush()


def authorise(session: Session, *, partner_id: UUID, families: Iterable[str], countries: Iterable[str]) -> None:
    """What a partner may register from now on: these families in these countries. None of either: all of it."""
    one_partner(session, partner_id)
    session.execute(delete(Authorisation).where(Authorisation.partner_id == partner_id))
    wanted, where = sorted(set(families)), sorted(set(countries))
    if wanted or where:
        for family in wanted or [""]:
            for country in where or [""]:
                session.add(Authorisation(id=new_id(), partner_id=partner_id, family=family, country=country))
    session.flush()
