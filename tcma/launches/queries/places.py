"""Where a launch's pages are."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.partners.models import Partner
from tcma.senders.queries.sites import site_url
from tcma.tracking.rules.sites import origins


def landing(slug: str, launch_id: UUID, language: str) -> Callable[[str], str]:
    """The address of each page asset of a launch, in a language: ours, from where a partner's own domain is reached
    as long as it has one."""
    base = f"{use(Settings).public_url}/c/{language}/{slug}/{launch_id}"
    return lambda asset_key: f"{base}/{asset_key}"


def own_sites(session: Session, partner: Partner) -> tuple[str, ...]:
    """The addresses on whose pages the partner's forms may stand: its website, as it is written in its account, and
    what stands at its own domain."""
    own = site_url(session, partner.id)
    return (*origins(partner.website, secure=use(Settings).secure), *filter(None, [own]))
