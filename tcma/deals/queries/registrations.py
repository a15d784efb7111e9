"""One registration, what it claims, and who else claims it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.errors import NotFound
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.deals.models import Deal, Registration
from tcma.deals.queries.matching import Match, match
from tcma.deals.queries.seeing import about, see
from tcma.deals.rules import Claim, Engagement, Facts, RegistrationState
from tcma.leads.models import Lead
from tcma.partners.models import Partner, Programme


@dataclass(frozen=True)
class Source:
    """The asset a lead came from."""

    kit_title: str
    asset_title: str


def get(session: Session, registration_id: UUID, *, partner_id: UUID | None) -> Registration:
    """NotFound for another partner's; and for the vendor, what a partner has not sent yet."""
    query = select(Registration).where(Registration.id == registration_id)
    if partner_id is not None:
        query = query.where(Registration.partner_id == partner_id)
    else:
        query = query.where(Registration.state.notin_((RegistrationState.DRAFT, RegistrationState.RECALLED)))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def deal_of(session: Session, registration_id: UUID) -> Deal | None:
    return session.scalars(select(Deal).where(Deal.registration_id == registration_id)).one_or_none()


def claim_of(registration: Registration) -> Claim:
    """What a registration says, as the rules read it."""
    given = {one.name: getattr(registration, one.name) for one in fields(Claim)}
    return Claim(**{**given, "product_lines": tuple(registration.product_lines or ())})


def prefill(session: Session, partner_id: UUID, lead_id: UUID | None) -> Claim:
    """All that is known of a lead; without one, the programme's currency and the partner's country."""
    partner = session.get_one(Partner, partner_id)
    currency = session.scalar(select(Programme.currency)) or "EUR"
    if lead_id is None:
        return Claim(account_country=partner.country, currency=currency)
    contact = session.scalars(
        select(Contact)
        .join(Lead, Lead.contact_id == Contact.id)
        .where(Lead.id == lead_id, Lead.partner_id == partner_id)
    ).one_or_none()
    if contact is None:
        raise NotFound
    return Claim(
        account_name=contact.company,
        account_domain=contact.account_domain or "",
        account_country=contact.country or partner.country,
        contact_name=f"{contact.first_name} {contact.last_name}".strip(),
        contact_email=contact.email,
        contact_phone=contact.phone,
        currency=currency,
    )


def source_of_lead(session: Session, partner_id: UUID, lead_id: UUID | None) -> Source | None:
    """Which kit and asset brought the lead."""
    if lead_id is None:
        return None
    row = session.execute(
        select(KitVersion.title, AssetRow.title)
        .join(AssetRow, AssetRow.version_id == KitVersion.id)
        .join(Lead, Lead.asset_id == AssetRow.id)
        .where(Lead.id == lead_id, Lead.partner_id == partner_id)
    ).one_or_none()
    return Source(*row) if row else None


def live_for_lead(session: Session, lead_id: UUID) -> Registration | None:
    """The registration of a lead that still stands."""
    over = (RegistrationState.REJECTED, RegistrationState.WITHDRAWN, RegistrationState.REVOKED)
    return session.scalars(
        select(Registration)
        .where(Registration.lead_id == lead_id, Registration.state.notin_((*over, RegistrationState.EXPIRED)))
        .order_by(Registration.number.desc())
        .limit(1)
    ).one_or_none()


def contenders(session: Session, accounts: Sequence[UUID], *, but: UUID | None = None) -> Sequence[Registration]:
    """Complete registrations of these accounts that wait for an answer, the earliest first; none of partner `but`."""
    query = select(Registration).where(
        about(accounts), Registration.state == RegistrationState.UNDER_REVIEW, Registration.submitted_at.is_not(None)
    )
    if but is not None:
        query = query.where(Registration.partner_id != but)
    query = query.order_by(Registration.submitted_at).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def facts_of(session: Session, registration: Registration, rules: Engagement, now: datetime) -> Facts:
    """What the rules see of a registration; whom it is about is what was found when it was sent."""
    claim = claim_of(registration)
    found = match(session, claim, but=registration.id)
    same = (*registration.accounts, *(one for one in found.same if one not in registration.accounts))
    return see(
        session, claim, Match(same, tuple(one for one in found.doubtful if one not in same)), rules,
        partner_id=registration.partner_id, tier=registration.tier, now=now, since=registration.submitted_at,
        lead=registration.lead_id is not None, co_sell=registration.co_sell == "accepted", but=registration.id,
    )  # fmt: skip
