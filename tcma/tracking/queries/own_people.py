"""People of the vendor and of a partner: what they do with their own mails and pages never counts."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tcma.partners.models import Partner, Person, Programme
from tcma.tracking.rules.sites import host_of


@dataclass(frozen=True)
class OwnPeople:
    """Addresses of those who sign in, and the mail domains of both firms."""

    addresses: frozenset[str]
    domains: frozenset[str]

    def has(self, email: str) -> bool:
        folded = email.strip().casefold()
        host = folded.rpartition("@")[2]
        return folded in self.addresses or any(host == one or host.endswith("." + one) for one in self.domains)


def own_people(session: Session, partner_id: UUID) -> OwnPeople:
    """Of this partner and of the vendor."""
    addresses = session.scalars(
        select(Person.email).where(or_(Person.partner_id == partner_id, Person.partner_id.is_(None)))
    ).all()
    sites = [session.scalar(select(Partner.website).where(Partner.id == partner_id)) or ""]
    programme = session.get(Programme, 1)
    if programme is not None:
        sites += [programme.website, programme.sender_domain]
    return OwnPeople(frozenset(one.casefold() for one in addresses), frozenset(filter(None, map(host_of, sites))))
