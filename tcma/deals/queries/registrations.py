"""One registration, what it claims, and who else claims it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.errors import NotFound
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.deals.models import Deal, Registration
from tcma.deals.rules import CLOSED, PENDING, Claim, RegistrationState, Rival
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
    return Claim(
        account_name=registration.account_name,
        account_domain=registration.account_domain,
        account_country=registration.account_country,
        contact_name=registration.contact_name,
        contact_email=registration.contact_email,
        contact_phone=registration.contact_phone,
        amount=registration.amount,
        currency=registration.currency,
        expected_close=registration.expected_close,
        description=registration.description,
        kind=registration.kind,
    )


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


def _same_account(registration: Registration) -> ColumnElement[bool]:
    return and_(
        Registration.account_domain == registration.account_domain,
        Registration.account_country == registration.account_country,
        Registration.account_domain != "",
        Registration.partner_id != registration.partner_id,
    )


def rivals(session: Session, registration: Registration) -> list[Rival]:
    """Other partners' claims on the same domain and country: approved with an open deal, or earlier and pending."""
    earlier: ColumnElement[bool] = Registration.submitted_at.is_not(None)
    if registration.submitted_at is not None:
        earlier = Registration.submitted_at < registration.submitted_at
    rows = session.execute(
        select(Registration.state, Registration.protected_until)
        .join(Deal, Deal.registration_id == Registration.id, isouter=True)
        .where(
            _same_account(registration),
            or_(
                and_(Registration.state == RegistrationState.APPROVED, Deal.stage.notin_(CLOSED)),
                and_(Registration.state.in_(PENDING), earlier),
            ),
        )
    )
    return [_rival(state, until) for state, until in rows]


def _rival(state: RegistrationState, until: datetime | None) -> Rival:
    approved = state is RegistrationState.APPROVED
    return Rival(approved, until if approved else None)


def contenders(session: Session, registration: Registration) -> Sequence[Registration]:
    """Other partners' complete registrations of the same account that wait, the earliest first."""
    return session.scalars(
        select(Registration)
        .where(
            _same_account(registration),
            Registration.state == RegistrationState.UNDER_REVIEW,
            Registration.submitted_at.is_not(None),
        )
        .order_by(Registration.submitted_at)
        .with_for_update()
    ).all()
