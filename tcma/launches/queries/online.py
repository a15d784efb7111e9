"""What of a launch is online: its pages, where they are, how a website takes them in, and how their variants do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.catalogue.queries import assets, kit_content
from tcma.catalogue.rules import Asset
from tcma.launches.models import Launch
from tcma.launches.queries.places import landing, own_sites
from tcma.partners.models import Partner
from tcma.senders.queries.sites import base_url
from tcma.tracking.queries import Comparison, Varied, comparison


@dataclass(frozen=True)
class Online:
    """A page by its addresses, {language: address}. `frames`: what to put into a website, by language, nothing for a
    page without a form. `compared` where it has variants."""

    asset: AssetRow
    addresses: Mapping[str, str]
    frames: Mapping[str, str]
    compared: Comparison | None


def online(session: Session, launch: Launch) -> Sequence[Online]:
    """The pages of a launch, in their order."""
    kit = kit_content(session.get_one(KitVersion, launch.version_id))
    partner = session.get_one(Partner, launch.partner_id)
    pages = [row for row in assets(session, launch.version_id) if row.kind == "page"]
    return [_online(session, launch, partner, row, kit.asset(row.key)) for row in pages]


def sites(session: Session, launch: Launch) -> Sequence[str]:
    """On which websites its frames may stand."""
    return [one for one in own_sites(session, session.get_one(Partner, launch.partner_id)) if one.startswith("https:")]


def tested(session: Session, launch: Launch, asset: AssetRow) -> Varied:
    """A page of the launch as its variants are compared there."""
    content = kit_content(session.get_one(KitVersion, launch.version_id)).asset(asset.key)
    return Varied(launch.partner_id, launch.id, asset, content)


def _online(session: Session, launch: Launch, partner: Partner, row: AssetRow, content: Asset) -> Online:
    tags = [str(tag) for tag in launch.languages] or [partner.language]
    base, ours = base_url(session, partner.id), use(Settings).public_url
    stored = {tag: landing(partner.slug, launch.id, tag)(row.key) for tag in tags}
    addresses = {tag: base + url.removeprefix(ours) for tag, url in stored.items()}
    frames = {tag: f"{url}/embed" for tag, url in addresses.items()} if content.form else {}
    compared = comparison(session, tested(session, launch, row)) if content.variants else None
    return Online(row, addresses, frames, compared)
