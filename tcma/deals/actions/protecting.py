"""The protection of a claim: it begins with the approval, warns of its end, and ends."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.facts import record
from tcma.base.words import N_
from tcma.deals.actions.log import Why, close
from tcma.deals.actions.names import DEAL_EXPIRED
from tcma.deals.actions.telling import tell_notice
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import live_for_lead
from tcma.deals.rules import CLOSED, RegistrationState, missed, next_due
from tcma.leads.actions import set_state
from tcma.leads.models import Lead
from tcma.leads.rules import LeadState
from tcma.partners.models import Partner, Programme

OVER = N_("The protection ended without an order.")


def protect(session: Session, registration: Registration, now: datetime) -> None:
    """From now on, for as long as the programme says; in a programme that says 0 days, not at all."""
    days = session.scalars(select(Programme.protection_days)).one()
    if days:
        registration.protected_until = now + timedelta(days=days)
        registration.protection_due_at = next_due(registration.protected_until, _timezone(session, registration), now)


def watch(session: Session, *, registration_id: UUID, public_url: str, now: datetime) -> None:
    """Do what is due of a protection: tell the partner that it ends soon, or end it.

    What is due next is written in the same transaction: late, twice or side by side does no more than once.
    """
    registration = session.scalars(
        select(Registration)
        .where(Registration.id == registration_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
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
    elif until <= now:
        _expire(session, registration, deal, now)
    else:
        timezone = _timezone(session, registration)
        notice = missed(until, timezone, since=due, now=now)
        if notice is not None:
            tell_notice(session, registration, deal, days=notice.days, public_url=public_url, now=now)
        registration.protection_due_at = next_due(until, timezone, now)
    session.flush()


def _expire(session: Session, registration: Registration, deal: Deal, now: datetime) -> None:
    """The deal is closed, the account open again, and the lead free."""
    deal.closed_at, registration.protection_due_at = now, None
    close(session, registration, deal, Why(now, reason=OVER))
    lead = session.get(Lead, registration.lead_id) if registration.lead_id else None
    if lead and lead.state is LeadState.CONVERTED and live_for_lead(session, lead.id) is None:
        set_state(
            session, partner_id=lead.partner_id, lead_id=lead.id, state=LeadState.RECYCLED, actor=None, now=now,
            reason=str(registration.number),
        )  # fmt: skip
    record(session, DEAL_EXPIRED, deal.id)


def _timezone(session: Session, registration: Registration) -> str:
    return session.get_one(Partner, registration.partner_id).timezone
