"""Accounts changed by hand: whose they are, their domains, and two that are one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.words import N_
from tcma.deals.actions.contending import look_again
from tcma.deals.actions.log import lock_account, lock_accounts
from tcma.deals.models import Account, AccountDomain, Opportunity, Registration
from tcma.deals.queries import about
from tcma.deals.rules import drawn, registrable_domain


def change_account(
    session: Session, *, account_id: UUID, named: bool, customer: bool, owner: str, now: datetime
) -> Account:
    """Whether direct sales has it, whether it is a customer, and who looks after it."""
    account = _held(session, account_id)
    account.named, account.customer, account.owner = named, customer, " ".join(owner.split())[:200]
    account.own, account.updated_at = account.own or named or customer, now
    session.flush()
    return account


def add_domain(session: Session, *, account_id: UUID, domain: str, now: datetime) -> None:
    """One more domain of the account. Raises Invalid for freemail and what is no company's domain."""
    found = registrable_domain(domain)
    if found is None:
        words = N_("“%(text)s” is not a company's domain. Write the one of its website, such as acme.example.")
        raise Invalid({"domain": Refusal(words, text=domain.strip()[:100])})
    lock_account(session, [f"domain {found}"])
    account = _held(session, account_id)
    values = {"account_id": account.id, "domain": found, "drawn": drawn(found)}
    session.execute(insert(AccountDomain).values(values).on_conflict_do_nothing())
    account.updated_at = now


def merge_accounts(session: Session, *, kept_id: UUID, dropped_id: UUID, now: datetime) -> Account:
    """Two accounts are one: all that is of the dropped one is of the kept one, and who waits is looked at again."""
    if kept_id == dropped_id:
        raise Refusal(N_("Choose another account than this one."))
    both = [kept_id, dropped_id]
    domains = session.scalars(select(AccountDomain.domain).where(AccountDomain.account_id.in_(both))).all()
    lock_account(session, [f"domain {one}" for one in domains])
    lock_accounts(session, both)
    kept, dropped = _held(session, kept_id), _held(session, dropped_id)
    for domain in session.scalars(select(AccountDomain).where(AccountDomain.account_id == dropped_id)).all():
        values = {"account_id": kept_id, "domain": domain.domain, "drawn": domain.drawn}
        session.execute(insert(AccountDomain).values(values).on_conflict_do_nothing())
        session.delete(domain)
    session.execute(update(Opportunity).where(Opportunity.account_id == dropped_id).values(account_id=kept_id))
    swapped = func.array_replace(Registration.accounts, dropped_id, kept_id)
    moved = update(Registration).where(about([dropped_id]))
    session.execute(moved.values(accounts=swapped), execution_options={"synchronize_session": False})
    for name in ("own", "named", "customer"):
        setattr(kept, name, getattr(kept, name) or getattr(dropped, name))
    for name in ("vat", "duns", "owner"):
        setattr(kept, name, getattr(kept, name) or getattr(dropped, name))
    if dropped.given_at and (kept.given_at is None or dropped.given_at > kept.given_at):
        kept.given_to, kept.given_at = dropped.given_to, dropped.given_at
    dropped.merged_into, dropped.updated_at, kept.updated_at = kept_id, now, now
    session.flush()
    session.expire_all()
    look_again(session, [kept_id], now)
    return kept


def _held(session: Session, account_id: UUID) -> Account:
    found = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if found is None or found.merged_into is not None:
        raise NotFound
    return found
