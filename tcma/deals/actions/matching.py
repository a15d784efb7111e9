"""Which account a registration is about, said once when it is sent; a new one is made where none is known."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.deals.actions.log import lock_accounts
from tcma.deals.models import Account, AccountDomain, Registration
from tcma.deals.queries import claim_of, match
from tcma.deals.rules import drawn, name_key


def settle_account(session: Session, registration: Registration, now: datetime) -> None:
    """Say what it is about. The caller holds whatever names the account; a claim without a domain is about nothing."""
    claim = claim_of(registration)
    found = match(session, claim, but=registration.id)
    lock_accounts(session, found.same)
    if match(session, claim, but=registration.id) != found:
        raise Refusal(N_("This registration has moved on since you opened it. Look at it again."))
    same = list(found.same)
    if not same and claim.account_domain and claim.account_country:
        same = [_made(session, registration, now).id]
    registration.accounts = same
    session.flush()


def _made(session: Session, registration: Registration, now: datetime) -> Account:
    account = Account(
        id=new_id(), name=registration.account_name, name_key=name_key(registration.account_name),
        country=registration.account_country, vat=registration.account_vat, duns=registration.account_duns,
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(account)
    session.flush()
    domain = registration.account_domain
    session.add(AccountDomain(account_id=account.id, domain=domain, drawn=drawn(domain)))
    session.flush()
    return account
