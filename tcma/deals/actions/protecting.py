"""The protection of a claim: it begins with the approval, warns of its end, and ends."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.facts import record
from tcma.base.words import N_
from tcma.deals.actions.freeing import end
from tcma.deals.actions.log import Why, hold_any
from tcma.deals.actions.names import DEAL_EXPIRED
from tcma.deals.actions.telling import tell_notice
from tcma.deals.models import Deal, Registration
from tcma.deals.rules import CLOSED, Engagement, RegistrationState, missed, next_due
from tcma.partners.models import Partner

OVER = N_("The protection ended without an order.")


def protect(session: Session, registration: Registration, rules: Engagement, now: datetime) -> None:
    """From now on, for as long as the rules say; where they say 0 days, not at all."""
    if rules.protection_days:
        registration.protected_until = now + timedelta(days=rules.protection_days)
        plan(session, registration, now)


def plan(session: Session, registration: Registration, now: datetime) -> None:
    """What is due next: a notice, or the end."""
    assert registration.protected_until is not None  # whoever asks has set it
    registration.protection_due_at = next_due(registration.protected_until, _timezone(session, registration), now)


def watch(session: Session, *, registration_id: UUID, public_url: str, now: datetime) -> None:
    """Do what is due of a protection: tell the partner that it ends soon, or end it.

    What is due next is written in the same transaction: late, twice or side by side does no more than once.
    """
    registration = hold_any(session, registration_id)
    due, until = registration.protection_due_at, registration.protected_until
    if due is None or until is None or due > now:
        return
    deal = session.scalars(
        select(Deal)
        .where(Deal.registration_id == registration.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if registration.state is not RegistrationState.APPROVED or deal.stage in CLOSED:
        registration.protection_due_at = None
    elif until <= now and registration.extension_asked_at is not None:
        registration.protection_due_at = None  # it goes on until the extension is decided
    elif until <= now:
        end(session, registration, deal, RegistrationState.EXPIRED, Why(now, reason=OVER))
        record(session, DEAL_EXPIRED, deal.id)
    else:
        timezone = _timezone(session, registration)
        notice = missed(until, timezone, since=due, now=now)
        if notice is not None:
            tell_notice(session, registration, deal, days=notice.days, public_url=public_url, now=now)
        registration.protection_due_at = next_due(until, timezone, now)
    session.flush()


def _timezone(session: Session, registration: Registration) -> str:
    return session.get_one(Partner, registration.partner_id).timezone
