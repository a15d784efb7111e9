"""The vendor's book of accounts: the list, and one account with all that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.deals.models import Account, AccountDomain, Opportunity, Registration
from tcma.deals.queries.boards import Entry, entry
from tcma.deals.queries.seeing import about
from tcma.deals.rules import RegistrationState, name_key
from tcma.partners.models import Partner


@dataclass(frozen=True)
class AccountCard:
    """`alike`: accounts that may be the same one; `given_to` is a partner's name."""

    account: Account
    domains: Sequence[str]
    opportunities: Sequence[Opportunity]
    entries: Sequence[Entry]
    alike: Sequence[Account]
    given_to: str


def accounts(
    session: Session, *, words: str = "", show: str = "", page: int = 1, size: int = 50
) -> tuple[Sequence[tuple[Account, str]], bool]:
    """A page of them by name, each with its first domain; and whether there are more. `words` begin one of both."""
    first = (
        select(func.min(AccountDomain.domain)).where(AccountDomain.account_id == Account.id).scalar_subquery()
    )
    query = select(Account, func.coalesce(first, "")).where(Account.merged_into.is_(None))
    if show in ("named", "customer", "own"):
        query = query.where(getattr(Account, show))
    if words:
        of_domain = select(AccountDomain.account_id).where(AccountDomain.domain.startswith(words, autoescape=True))
        key = name_key(words)
        of_name = Account.name_key.startswith(key, autoescape=True) if key else false()
        query = query.where(or_(Account.id.in_(of_domain), of_name))
    rows = session.execute(query.order_by(Account.name_key, Account.id).offset((page - 1) * size).limit(size + 1)).all()
    return [(account, domain) for account, domain in rows[:size]], len(rows) > size


def accounts_of(session: Session, registration: Registration) -> Sequence[Account]:
    """The accounts that a registration may be about, the likeliest first."""
    known = {one.id: one for one in session.scalars(select(Account).where(Account.id.in_(registration.accounts)))}
    return [known[one] for one in registration.accounts if one in known]


def account_card(session: Session, account_id: UUID, now: datetime) -> AccountCard:
    """NotFound for one that is another account now."""
    account = session.get(Account, account_id)
    if account is None or account.merged_into is not None:
        raise NotFound
    domains = session.scalars(
        select(AccountDomain.domain).where(AccountDomain.account_id == account.id).order_by(AccountDomain.domain)
    ).all()
    drawn = select(AccountDomain.drawn).where(AccountDomain.account_id == account.id)
    like = select(AccountDomain.account_id).where(AccountDomain.drawn.in_(drawn))
    alike = session.scalars(
        select(Account)
        .where(
            Account.id != account.id, Account.merged_into.is_(None),
            or_(
                (Account.name_key == account.name_key) & (Account.country == account.country), Account.id.in_(like)
            ),
        )
        .order_by(Account.name).limit(20)
    ).all()  # fmt: skip
    sold = select(Opportunity).where(Opportunity.account_id == account.id)
    unseen = (RegistrationState.DRAFT, RegistrationState.RECALLED)
    rows = select(Registration).where(about([account.id]), Registration.state.notin_(unseen))
    return AccountCard(
        account, domains, session.scalars(sold.order_by(Opportunity.opened_at.desc())).all(),
        [entry(session, one, now) for one in session.scalars(rows.order_by(Registration.number.desc()).limit(50))],
        alike, session.scalar(select(Partner.name).where(Partner.id == account.given_to)) or "",
    )  # fmt: skip
