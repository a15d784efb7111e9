"""Everything the rules look at, read in one way for every claim: a no costs the same looks as a yes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, cast, func, or_, select
from sqlalchemy.orm import Session

from tcma.deals.models import Account, AccountDomain, Deal, Opportunity, Registration
from tcma.deals.queries.engagement import authorised
from tcma.deals.queries.matching import Match
from tcma.deals.rules import CLOSED, PENDING, Claim, Engagement, Expired, Facts, RegistrationState, Rival, named_contact
from tcma.leads.queries import last_given
from tcma.partners.models import Partner, Programme


def about(accounts: Sequence[UUID]) -> ColumnElement[bool]:
    """Registrations that may be about one of these accounts."""
    return Registration.accounts.op("&&", is_comparison=True)(cast(list(accounts), ARRAY(Uuid)))


def among(accounts: Sequence[UUID]) -> ColumnElement[bool]:
    """These accounts, however many: it is one statement for all."""
    return Account.id == any_(cast(list(accounts), ARRAY(Uuid)))


def see(
    session: Session, claim: Claim, match: Match, rules: Engagement, *, partner_id: UUID, tier: str, now: datetime,
    since: datetime | None = None, lead: bool = False, co_sell: bool = False, but: UUID | None = None,
) -> Facts:  # fmt: skip
    """What is known of a partner's claim. `since`: when it was first complete; `but`: the registration itself."""
    since = since or now + timedelta(microseconds=1)
    return Facts(
        at=now,
        missing=claim.missing(products=bool(rules.products)),
        authorised=authorised(session, partner_id, rules.families(claim.product_lines), claim.account_country),
        lines=tuple(claim.product_lines),
        rivals=tuple(rivals(session, match.same, partner_id=partner_id, since=since, now=now)),
        owned=_owned(session, match.same, since),
        co_sell=co_sell,
        given_at=_given_at(session, claim, match.same, partner_id),
        customer=bool(session.scalar(select(func.bool_or(Account.customer)).where(among(match.same)))),
        kind=claim.kind,
        expired=tuple(_expired(session, match.same, partner_id, but)),
        amount=claim.amount,
        currency=claim.currency,
        programme_currency=session.scalar(select(Programme.currency)) or "",
        tier=tier,
        doubtful=bool(match.doubtful) or len(match.same) > 1,
        behind=lead or named_contact(claim.contact_name, claim.contact_email),
        idle=_idle(session, partner_id, now - timedelta(days=rules.idle_days)),
    )


def rivals(
    session: Session, accounts: Sequence[UUID], *, partner_id: UUID, since: datetime, now: datetime
) -> list[Rival]:
    """Other partners' claims: approved with an open deal, or complete earlier and pending."""
    rows = session.execute(
        select(
            Registration.state, Registration.protected_until, Registration.extension_asked_at,
            Registration.product_lines,
        )
        .join(Deal, Deal.registration_id == Registration.id, isouter=True)
        .where(
            about(accounts),
            Registration.partner_id != partner_id,
            or_(
                and_(Registration.state == RegistrationState.APPROVED, Deal.stage.notin_(CLOSED)),
                and_(Registration.state.in_(PENDING), Registration.submitted_at < since),
            ),
        )
        .order_by(Registration.number)
    )  # fmt: skip
    found = []
    for state, until, asked_at, lines in rows:
        approved = state is RegistrationState.APPROVED
        if approved and until and asked_at:  # while the extension is looked at, the protection goes on
            until = max(until, now + timedelta(days=1))
        found.append(Rival(approved, until if approved else None, tuple(lines)))
    return found


def _owned(session: Session, accounts: Sequence[UUID], since: datetime) -> bool:
    """Whether direct sales has the account, or began to sell to it before."""
    selling = (
        select(Opportunity.id)
        .where(Opportunity.account_id == Account.id, Opportunity.opened_at < since, Opportunity.closed_at.is_(None))
        .exists()
    )
    own = select(Account.id).where(among(accounts), or_(Account.named, selling)).limit(1)
    return session.scalar(own) is not None


def _given_at(session: Session, claim: Claim, accounts: Sequence[UUID], partner_id: UUID) -> datetime | None:
    """When a lead of the vendor for the account was last given to somebody else: by its book, or by its leads here."""
    booked = session.scalar(
        select(func.max(Account.given_at)).where(among(accounts), Account.given_to != partner_id)
    )
    domains = select(AccountDomain.domain, Account.country).join(Account).where(among(accounts))
    given = last_given(session, (claim.account_domain, claim.account_country), domains, but=partner_id)
    return max((one for one in (booked, given) if one), default=None)


def _expired(session: Session, accounts: Sequence[UUID], partner_id: UUID, but: UUID | None) -> list[Expired]:
    """Claims of the same partner that ran out."""
    rows = session.execute(
        select(Registration.id, Registration.protected_until, Registration.product_lines).where(
            about(accounts), Registration.partner_id == partner_id, Registration.state == RegistrationState.EXPIRED
        )
    )
    return [Expired(until, tuple(lines)) for found, until, lines in rows if until and found != but]


def _idle(session: Session, partner_id: UUID, before: datetime) -> int:
    """Open deals of a partner with which nothing has been done since then."""
    query = (
        select(func.count())
        .select_from(Registration)
        .join(Deal, Deal.registration_id == Registration.id)
        .where(
            Registration.partner_id == partner_id,
            Registration.state == RegistrationState.APPROVED,
            Deal.stage.notin_(CLOSED),
            func.coalesce(Registration.active_at, Registration.decided_at) < before,
        )
    )
    return session.scalar(query) or 0


def tier_of(session: Session, partner_id: UUID) -> str:
    return session.get_one(Partner, partner_id).tier
