"""The rules change: a draft that is tried out, then live as the next version; and which partner takes which leads."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.leads import queries
from tcma.leads.models import Intake, RoutingVersion
from tcma.leads.rules import RuleSet, to_json
from tcma.partners.models import Partner

MOST_RULES = 200


def save_draft(session: Session, rules: RuleSet, *, actor: Actor, now: datetime) -> RoutingVersion:
    """Keep the rules without making them live. Raises Invalid for more than 200."""
    if len(rules.rules) > MOST_RULES:
        raise Invalid({"rules": Refusal(N_("At most %(most)s rules."), most=MOST_RULES)})
    draft = queries.draft(session, lock=True)
    if draft is None:
        draft = RoutingVersion(number=None, content=to_json(rules), updated_at=now, updated_by=actor.person_id)
        session.add(draft)
    else:
        draft.content, draft.updated_at, draft.updated_by = to_json(rules), now, actor.person_id
    session.flush()
    return draft


def publish_rules(session: Session, *, actor: Actor, now: datetime) -> RoutingVersion:
    """The draft is live from now on, as the next version; offers that are out stay out. NotFound without a draft."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('routing versions', 0))"))
    draft = queries.draft(session, lock=True)
    if draft is None:
        raise NotFound
    draft.number = (session.scalar(select(func.max(RoutingVersion.number))) or 0) + 1
    draft.published_at, draft.updated_by = now, actor.person_id
    session.flush()
    return draft


def change_intake(
    session: Session, *, partner_id: UUID, takes: bool, countries: Sequence[str], products: Sequence[str],
    verticals: Sequence[str], cap: int | None, now: datetime,
) -> Intake:  # fmt: skip
    """Which leads a partner takes, and how many at once (None: as many as its tier).

    `products` and `verticals` are the partner's own from then on: kits have blocks for them, too.
    """
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NotFound
    if cap is not None and not 0 <= cap <= 10_000:
        raise Invalid({"cap": Refusal(N_("Enter a number from 0 to %(most)s."), most=10_000)})
    partner.products, partner.industries = list(products), list(verticals)
    values = {"takes": takes, "countries": list(countries), "cap": cap, "updated_at": now}
    row = insert(Intake).values(partner_id=partner_id, **values)
    session.execute(row.on_conflict_do_update(index_elements=["partner_id"], set_=values))
    return session.get_one(Intake, partner_id, populate_existing=True)


def set_tier(session: Session, *, partner_id: UUID, tier: str) -> None:
    """The level of a partner. Raises Invalid for one that the live rules do not know."""
    if tier not in [one.name for one in queries.live_rules(session).rules.tiers]:
        raise Invalid({"tier": Refusal(N_("Pick a tier."))})
    session.get_one(Partner, partner_id).tier = tier


