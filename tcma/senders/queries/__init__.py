"""From whom a partner's mails come, and what waits to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import N_
from tcma.partners.models import Partner, Programme
from tcma.senders.models import Sender, Tenant
from tcma.senders.rules import address, home_domain
from tcma.senders.rules.domains import LOCAL

HOME = "home"
PATIENCE = timedelta(days=3)  # SES itself gives up on a domain after 72 hours


@dataclass(frozen=True)
class Outgoing:
    """What a partner sends from. `identity` is the domain that SES has to have verified for it."""

    address: str
    identity: str
    sender_id: UUID | None = None


def home(session: Session, partner_id: UUID) -> Outgoing:
    """A partner's place below the vendor's domain: always there."""
    partner, programme = session.get_one(Partner, partner_id), session.get_one(Programme, 1)
    return Outgoing(address(LOCAL, home_domain(partner.slug, programme.sender_domain)), programme.sender_domain)


def identity_of(session: Session, sender: str) -> str:
    """The domain that SES has to have verified for a From header: the vendor's for all that lies below it."""
    domain = sender.rpartition("@")[2].rstrip(">")
    programme = session.get(Programme, 1)
    below = programme is not None and domain.endswith(f".{programme.sender_domain}")
    return programme.sender_domain if programme is not None and below else domain


def outgoing(session: Session, partner_id: UUID, choice: str = "") -> Outgoing:
    """What is sent from: `choice` is the value of a Choice, '' for what the partner sends from as a rule.

    That is its place below the vendor's domain until it chose another; also where the choice is gone since.
    """
    if choice == HOME:
        return home(session, partner_id)
    own = senders_of(session, partner_id)
    found = next((one for one in own if str(one.id) == choice), None) or next((one for one in own if one.chosen), None)
    if found is None:
        return home(session, partner_id)
    return Outgoing(address(found.local, found.domain), found.domain, found.id)


@dataclass(frozen=True)
class Choice:
    """A sender that one launch may pick."""

    value: str
    address: str
    verified: bool
    usual: bool  # what is sent from as a rule


def choices(session: Session, partner_id: UUID) -> list[Choice]:
    """The partner's place below the vendor's domain, then its own domains; nothing where there is no choice."""
    own = senders_of(session, partner_id)
    if not own:
        return []
    first = Choice(HOME, home(session, partner_id).address, True, not any(one.chosen for one in own))
    return [first, *(Choice(str(one.id), address(one.local, one.domain), one.verified_at is not None, one.chosen)
                     for one in own)]  # fmt: skip


def not_verified(session: Session, used: Outgoing) -> tuple[str, dict[str, str]]:
    """Words and values for a refusal: whoever sends our mails does not sign for this."""
    programme = session.get_one(Programme, 1)
    values = {"domain": used.identity, "vendor": programme.vendor_name}
    if use(Settings).smtp_url:
        return N_("Nothing can be sent from %(domain)s: the mail server does not sign for it. Ask %(vendor)s to see to "
                  "that; your draft is kept."), values  # fmt: skip
    if used.sender_id is None:
        return N_("Nothing can be sent from %(domain)s yet: Amazon SES has not verified it. Ask %(vendor)s to finish "
                  "that; your draft is kept."), values  # fmt: skip
    return N_("Nothing can be sent from %(domain)s: Amazon SES does not count it as verified any more. Look at its "
              "records under “Sender”, or choose another sender there; your draft is kept."), values  # fmt: skip


def senders_of(session: Session, partner_id: UUID) -> list[Sender]:
    """The domains a partner has brought, in order."""
    return list(session.scalars(select(Sender).where(Sender.partner_id == partner_id).order_by(Sender.id)))


def one_sender(session: Session, sender_id: UUID, *, partner_id: UUID) -> Sender:
    """One of the partner's own. Raises NotFound."""
    found = session.scalar(select(Sender).where(Sender.id == sender_id, Sender.partner_id == partner_id))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class SenderRow:
    """A partner in the vendor's overview, with a domain it brought, if it did."""

    partner: Partner
    sender: Sender | None
    home: str


def sender_rows(session: Session, *, page: int = 1, size: int = 50) -> tuple[Sequence[SenderRow], int]:
    """Active partners by name, one row for each domain they brought; and how many rows there are."""
    programme = session.get_one(Programme, 1)
    found = (
        select(Partner, Sender).outerjoin(Sender, Sender.partner_id == Partner.id)
        .where(Partner.deactivated_at.is_(None))
    )
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.execute(
        found.order_by(func.lower(Partner.name), Partner.id, Sender.id).limit(size).offset((page - 1) * size)
    )
    return [SenderRow(one, sender, home_domain(one.slug, programme.sender_domain)) for one, sender in rows], total


def due_senders(session: Session, *, now: datetime) -> list[UUID]:
    """Domains to look at: every minute while fresh, then every hour; verified ones once a day."""
    fresh = Sender.added_at > now - timedelta(hours=1)
    every = (
        (Sender.checked_at.is_(None))
        | ((Sender.checked_at < now - timedelta(minutes=1)) & Sender.verified_at.is_(None) & fresh)
        | ((Sender.checked_at < now - timedelta(hours=1)) & Sender.verified_at.is_(None)
           & (Sender.added_at > now - PATIENCE))
        | (Sender.checked_at < now - timedelta(days=1))
    )
    return list(session.scalars(select(Sender.id).where(every).order_by(Sender.checked_at.nulls_first()).limit(50)))


def tenant_of(session: Session, partner_id: UUID, *, arn: str) -> str:
    """The partner's tenant, if it may use the identity of this ARN; '' while it may not."""
    found = session.get(Tenant, partner_id)
    return found.name if found is not None and arn in found.resources else ""


@dataclass(frozen=True)
class TenantPlan:
    """A tenant as it should be."""

    partner_id: UUID
    name: str
    identities: Sequence[str]  # domains


def tenant_plan(session: Session, partner_id: UUID) -> TenantPlan:
    """The vendor's domain and whatever of the partner's own is verified."""
    partner, programme = session.get_one(Partner, partner_id), session.get_one(Programme, 1)
    own = session.scalars(
        select(Sender.domain).where(Sender.partner_id == partner_id, Sender.verified_at.is_not(None))
    )
    return TenantPlan(partner_id, partner.slug[:64], (programme.sender_domain, *sorted(own)))


def partners_without_tenant(session: Session) -> list[UUID]:
    """Active partners that have none, or whose own domains it may not use yet."""
    verified = select(func.count()).where(
        Sender.partner_id == Partner.id, Sender.verified_at.is_not(None)
    ).scalar_subquery()  # fmt: skip
    # The resources are the configuration set, the vendor's identity, and one for each domain of the partner's own.
    lacking = (Tenant.partner_id.is_(None)) | (func.jsonb_array_length(Tenant.resources) < verified + 2)
    return list(session.scalars(
        select(Partner.id).outerjoin(Tenant, Tenant.partner_id == Partner.id)
        .where(Partner.deactivated_at.is_(None), lacking).order_by(Partner.joined_at).limit(50)
    ))  # fmt: skip


def partner_domains(session: Session) -> list[str]:
    """Domains of partners' own that are verified, or were chosen to be sent from."""
    wanted = (Sender.verified_at.is_not(None)) | Sender.chosen
    return list(session.scalars(select(Sender.domain).where(wanted).distinct().order_by(Sender.domain)))


def tenant_names(session: Session) -> list[str]:
    """The tenants that active partners have, or should."""
    found = select(Partner.slug).where(Partner.deactivated_at.is_(None)).order_by(Partner.slug)
    return [slug[:64] for slug in session.scalars(found)]
