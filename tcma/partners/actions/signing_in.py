"""Sign in with a password: the same answer and the same work whether or not the account exists."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.errors import Invalid, Refusal, TooMany
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import N_
from tcma.partners.actions.hashing import hashed, matches, outdated
from tcma.partners.models import Partner, Person, SignInAttempt
from tcma.partners.rules import WINDOW, too_many

_KEPT = timedelta(hours=1)


def _key(text: str) -> str:
    """Attempts are kept without names: keyed, so that a copy of the table tells nothing."""
    return hmac.new(use(Settings).secret_keys[0][1], text.encode(), hashlib.sha256).hexdigest()


def sign_in(session: Session, *, email: str, password: str, address: str, now: datetime) -> Person | Refusal:
    """The person, or the refusal to show.

    The refusal is returned, not raised, so that the attempt stays counted when the transaction commits.
    """
    folded = email.strip().casefold()
    real = now - clock.offset(session)
    account, place = _key(f"account {folded}"), _key(f"address {address}")
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < real - _KEPT))
    session.add(SignInAttempt(account=account, address=place, at=real))
    session.flush()
    if _one_too_many(session, account, place, since=real - WINDOW):
        return TooMany(N_("Too many tries to sign in. Wait %(minutes)s minutes, then try again."), minutes=15)
    person = session.scalar(
        select(Person)
        .outerjoin(Partner, Partner.id == Person.partner_id)
        .where(Person.email == folded, Person.deactivated_at.is_(None), Partner.deactivated_at.is_(None))
    )
    kept = person.password_hash if person is not None else None
    if not matches(password, kept) or person is None or kept is None:
        return Invalid({"password": Refusal(N_("E-mail address and password do not belong together."))})
    if outdated(kept):
        person.password_hash = hashed(password)
    session.execute(delete(SignInAttempt).where(SignInAttempt.account == account, SignInAttempt.address == place))
    return person


def _one_too_many(session: Session, account: str, address: str, *, since: datetime) -> bool:
    of_account, at_address = SignInAttempt.account == account, SignInAttempt.address == address

    def count(*conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).where(SignInAttempt.at > since, *conditions)) or 0

    return too_many(
        pair=count(of_account, at_address),
        address=count(at_address),
        account=count(of_account),
        limit=use(Settings).sign_in_attempts,
    )
