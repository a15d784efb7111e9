"""At which address a partner's pages are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.partners.models import Partner
from tcma.senders.models import Site
from tcma.senders.rules import Record
from tcma.senders.rules.sites import site_records


def public_host() -> str:
    """Where the programme itself is."""
    return urlsplit(use(Settings).public_url).hostname or ""


def site_of(session: Session, partner_id: UUID) -> Site | None:
    """The domain a partner brought for its pages, proven or not."""
    return session.scalar(select(Site).where(Site.partner_id == partner_id))


def partner_at(session: Session, host: str) -> Partner | None:
    """Whose pages are at this host; nobody's as long as it is not proven."""
    return session.scalar(
        select(Partner).join(Site, Site.partner_id == Partner.id)
        .where(Site.host == host, Site.verified_at.is_not(None), Partner.deactivated_at.is_(None))
    )  # fmt: skip


def site_url(session: Session, partner_id: UUID) -> str:
    """What addresses at a partner's own domain begin with; '' as long as none is proven."""
    host = session.scalar(select(Site.host).where(Site.partner_id == partner_id, Site.verified_at.is_not(None)))
    return url_at(host) if host else ""


def base_url(session: Session, partner_id: UUID) -> str:
    """What the addresses of a partner's public pages begin with: its own domain once it is proven, else ours."""
    return site_url(session, partner_id) or use(Settings).public_url


def url_at(host: str) -> str:
    """Our own address with another host: the same scheme, and the same port where it is not the usual one."""
    ours = urlsplit(use(Settings).public_url)
    return f"{ours.scheme}://{host}" + (f":{ours.port}" if ours.port else "")


def base_of_slug(session: Session, slug: str) -> str:
    """The same for the partner of this slug; ours where there is none."""
    partner_id = session.scalar(select(Partner.id).where(Partner.slug == slug))
    return base_url(session, partner_id) if partner_id else use(Settings).public_url


def records_for(site: Site) -> Sequence[Record]:
    """What the partner enters for it."""
    return site_records(site.host, proof=site.proof, public_host=public_host())


def due_sites(session: Session, *, now: datetime) -> list[UUID]:
    """Domains to look at: every minute for an hour, then every hour; proven ones once a day."""
    fresh = (Site.added_at > now - timedelta(hours=1)) & (Site.checked_at < now - timedelta(minutes=1))
    waiting = (Site.added_at > now - timedelta(days=7)) & (Site.checked_at < now - timedelta(hours=1))
    every = (
        Site.checked_at.is_(None) | (Site.verified_at.is_(None) & (fresh | waiting))
        | (Site.checked_at < now - timedelta(days=1))
    )  # fmt: skip
    return list(session.scalars(select(Site.id).where(every).order_by(Site.checked_at.nulls_first()).limit(50)))
