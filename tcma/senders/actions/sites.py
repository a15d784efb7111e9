"""Bringing a domain for one's pages, keeping what the DNS says of it, giving it up."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.partners.models import Programme
from tcma.senders.models import Site
from tcma.senders.queries.sites import public_host, site_of
from tcma.senders.rules import Seen
from tcma.senders.rules.sites import BadSite, checked_host


def bring_site(session: Session, *, actor: Actor, host: str, now: datetime) -> Site:
    """A domain for the partner's pages, in the place of the one before; it has to be proven. Raises BadSite."""
    programme = session.get_one(Programme, 1)
    name = checked_host(host, vendor_domain=programme.sender_domain, public_host=public_host())
    found = site_of(session, actor.partner)
    if found is not None and found.host == name:
        return found
    if _taken(session, name, actor.partner):
        raise BadSite(N_("Another partner of the programme has its pages at %(domain)s."), domain=name)
    if found is not None:
        session.delete(found)
        session.flush()
    found = Site(
        id=new_id(), partner_id=actor.partner, host=name, proof=secrets.token_urlsafe(18), seen={}, added_at=now,
        added_by=actor.person_id,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def keep_site(session: Session, site_id: UUID, seen: Mapping[str, Seen], *, now: datetime) -> Site | None:
    """What the DNS said just now. A proof that is gone takes the domain back. None where it was given up meanwhile."""
    found = session.get(Site, site_id, with_for_update=True)
    if found is None:
        return None
    proven = seen.get("proof") is Seen.YES
    found.problem = "taken" if proven and _taken(session, found.host, found.partner_id) else ""
    found.seen, found.checked_at = dict(seen), now
    found.verified_at = (found.verified_at or now) if proven and not found.problem else None
    session.flush()
    return found


def look_at_site_later(session: Session, site_id: UUID, *, now: datetime) -> None:
    """The DNS did not answer: in its turn again, and what was proven stays so."""
    found = session.get(Site, site_id)
    if found is not None:
        found.checked_at = now
        session.flush()


def look_at_site_now(session: Session, *, partner_id: UUID) -> None:
    """Have it looked at with the next turn of the beat."""
    found = site_of(session, partner_id)
    if found is not None:
        found.checked_at = None
        session.flush()


def give_up_site(session: Session, *, partner_id: UUID) -> None:
    """From now on the partner's pages are at our own address. Links to the old one lead nowhere."""
    session.execute(delete(Site).where(Site.partner_id == partner_id))


def _taken(session: Session, host: str, partner_id: UUID) -> bool:
    """Another partner has proven it."""
    others = select(Site.id).where(Site.host == host, Site.partner_id != partner_id, Site.verified_at.is_not(None))
    return session.scalar(others) is not None
