"""Partners that claim one account, side by side: for the vendor's eyes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from tcma.deals.models import Deal, Registration
from tcma.deals.queries.boards import Entry, entry
from tcma.deals.queries.engagement import rules_in_force
from tcma.deals.queries.seeing import about
from tcma.deals.rules import CLOSED, PENDING, RegistrationState
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Conflict:
    """`pending` wait for a decision, the earliest first; `holding` are protected now."""

    pending: Sequence[Entry]
    holding: Sequence[Entry]


def claims_on(session: Session, accounts: Sequence[UUID], now: datetime) -> list[Entry]:
    """Every live claim on one of these accounts, whoever's: complete and pending, or with an open deal; by time."""
    rows = session.scalars(
        select(Registration)
        .join(Deal, Deal.registration_id == Registration.id, isouter=True)
        .where(
            about(accounts),
            or_(
                and_(Registration.state.in_(PENDING), Registration.submitted_at.is_not(None)),
                and_(Registration.state == RegistrationState.APPROVED, Deal.stage.notin_(CLOSED)),
            ),
        )
        .order_by(Registration.submitted_at)
    ).all()
    return [entry(session, one, now) for one in rows]


def conflict(session: Session, registration: Registration, now: datetime) -> Conflict:
    """Everyone who claims what this registration is about for the same family of products, itself included."""
    rules = rules_in_force(session)
    found = [
        one for one in claims_on(session, registration.accounts, now)
        if rules.meet(registration.product_lines, one.registration.product_lines)
    ]  # fmt: skip
    return Conflict(
        [one for one in found if one.registration.state in PENDING],
        [one for one in found if one.registration.state is RegistrationState.APPROVED],
    )


def contested(session: Session) -> set[UUID]:
    """Ids of registrations that wait, and of whose account and family of products another partner's waits too."""
    other, rules = aliased(Registration), rules_in_force(session)
    rows = session.execute(
        select(Registration.id, Registration.product_lines, other.product_lines)
        .join(
            other,
            and_(
                Registration.accounts.op("&&", is_comparison=True)(other.accounts),
                Registration.partner_id != other.partner_id,
                other.state.in_(PENDING),
                other.submitted_at.is_not(None),
            ),
        )
        .where(Registration.state.in_(PENDING), func.cardinality(Registration.accounts) > 0)
    )
    return {found for found, mine, theirs in rows if rules.meet(mine, theirs)}


def rival_names(session: Session, registration: Registration) -> Sequence[str]:
    """What the other partners are called that ever registered one of these accounts."""
    query = select(Partner.name).join(Registration, Registration.partner_id == Partner.id).where(
        about(registration.accounts), Partner.id != registration.partner_id
    )  # fmt: skip
    return session.scalars(query.distinct()).all()
