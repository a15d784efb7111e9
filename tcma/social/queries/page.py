"""A partner's page of a kit: for whoever follows a post, without any launch."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.branding.queries import brand_of
from tcma.catalogue.models import AssetRow
from tcma.catalogue.queries import asset_row
from tcma.composing import queries as composing
from tcma.composing.rules import Page
from tcma.partners.models import Partner
from tcma.social.queries.kits import Offer, offer
from tcma.social.rules import kit_path


@dataclass(frozen=True)
class KitPage:
    """`language` is the one asked for where the kit may go out in it, else the partner's, else the kit's.

    `office_id`: in whose brand, also of one that is closed by now; None: the main one.
    """

    offer: Offer
    partner: Partner
    asset: AssetRow
    language: str
    office_id: UUID | None = None

    @property
    def place(self) -> UUID:
        """What its form belongs to: the partner's page of the kit, whichever brand it wears."""
        return uuid5(self.partner.id, self.offer.kit.slug)

    @property
    def over(self) -> bool:
        """The partner is gone."""
        return self.partner.deactivated_at is not None

    def address(self, language: str) -> Callable[[str], str]:
        """The address of each page asset, in a language."""
        path = kit_path(language, self.partner.slug, self.offer.kit.slug, self.office_id)
        base = use(Settings).public_url + path
        return lambda asset_key: f"{base}/{asset_key}"

    def addresses(self) -> dict[str, str]:
        """Where this page is in each of its languages."""
        return {tag: self.address(tag)(self.asset.key) for tag in self.offer.languages}


def kit_page(
    session: Session, *, partner: str, kit: str, asset_key: str, language: str, office_id: UUID | None = None
) -> KitPage:
    """The page of an address, by the slugs of partner and kit; NotFound if there is none, nor such an office.

    Without `asset_key`, the page that posts lead to.
    """
    firm = session.scalar(select(Partner).where(Partner.slug == partner))
    if firm is None:
        raise NotFound
    brand_of(session, firm.id, office_id)
    found = offer(session, kit)
    asset = asset_row(session, found.version.id, asset_key) if asset_key else found.page
    if asset.kind != "page":
        raise NotFound
    wanted = (language, firm.language, found.kit.source_language)
    tag = next((one for one in wanted if one in found.languages), found.kit.source_language)
    return KitPage(found, firm, asset, tag, office_id)


def composed(session: Session, found: KitPage, carry: Callable[[str], str], variant: str = "") -> Page:
    """The page in its brand; `carry` adds to the addresses of our own pages what goes along."""
    address = found.address(found.language)
    return composing.page(
        session, version=found.offer.version, asset_key=found.asset.key, partner_id=found.partner.id,
        language=found.language, own_words={}, landing_url=lambda key: carry(address(key)), variant=variant,
        office_id=found.office_id,
    )  # fmt: skip
