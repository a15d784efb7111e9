"""A launch's public page: which one an address means, and whether it is open."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.catalogue.queries import asset_row, assets
from tcma.composing import queries as composing
from tcma.composing.rules import Page
from tcma.launches.models import Launch
from tcma.launches.queries.places import landing
from tcma.launches.rules import LaunchState
from tcma.partners.models import Partner

TRIAL = (LaunchState.DRAFT, LaunchState.HOLDING)
"""Before anything went out: only those see it who got a test mail, and nothing is stored."""


@dataclass(frozen=True)
class PublicPage:
    """`language` is the one asked for where the launch has it, else its first."""

    launch: Launch
    partner: Partner
    asset: AssetRow
    language: str

    @property
    def over(self) -> bool:
        """Stopped, or the partner is gone. A pause holds mails, not the people who already got one."""
        return self.launch.state is LaunchState.STOPPED or self.partner.deactivated_at is not None

    @property
    def trying(self) -> bool:
        return self.launch.state in TRIAL

    @property
    def offered(self) -> list[str]:
        """The languages it is online in."""
        return [str(tag) for tag in self.launch.languages] or [self.partner.language]

    def addresses(self) -> dict[str, str]:
        """Where this page is in each of the launch's languages."""
        return {tag: landing(self.partner.slug, self.launch.id, tag)(self.asset.key) for tag in self.offered}


def public_page(session: Session, *, slug: str, launch_id: UUID, asset_key: str, language: str) -> PublicPage:
    """The page of an address; NotFound if there is none. Without `asset_key`, the kit's first page."""
    row = session.execute(
        select(Launch, Partner)
        .join(Partner, Partner.id == Launch.partner_id)
        .where(Launch.id == launch_id, Partner.slug == slug)
    ).one_or_none()
    if row is None:
        raise NotFound
    launch, partner = row
    pages = [one for one in assets(session, launch.version_id) if one.kind == "page"]
    asset = asset_row(session, launch.version_id, asset_key) if asset_key else next(iter(pages), None)
    if asset is None or asset not in pages:
        raise NotFound
    found = PublicPage(launch, partner, asset, language)
    return found if language in found.offered else replace(found, language=found.offered[0])


def composed(session: Session, found: PublicPage, carry: Callable[[str], str], variant: str = "") -> Page:
    """The page in the partner's brand; `carry` adds to the addresses of our own pages what goes along."""
    launch = found.launch
    address = landing(found.partner.slug, launch.id, found.language)
    return composing.page(
        session,
        version=session.get_one(KitVersion, launch.version_id),
        asset_key=found.asset.key,
        partner_id=found.partner.id,
        language=found.language,
        own_words=launch.own_words.get(found.language, {}),
        landing_url=lambda key: carry(address(key)),
        variant=variant,
        office_id=launch.office_id,
    )
