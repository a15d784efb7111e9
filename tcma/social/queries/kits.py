"""Which kits have something to share: a page to lead to, and posts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.catalogue.queries import asset_row, kit_content, kits, latest
from tcma.catalogue.rules import CAMPAIGN, Asset, Kit
from tcma.localization.queries import languages
from tcma.localization.rules import launchable
from tcma.partners.models import Programme


@dataclass(frozen=True)
class Offer:
    """The newest version of a campaign. `page` is where its posts lead; `languages` those it may go out in."""

    version: KitVersion
    kit: Kit
    page: AssetRow
    languages: Sequence[str]

    @property
    def posts(self) -> tuple[Asset, ...]:
        return self.kit.of_kind("social")


def offer(session: Session, slug: str) -> Offer:
    """One campaign; NotFound where there is none of that name, or it has no page. An event's page needs an event."""
    found = _offer(session, latest(session, slug))
    if found is None:
        raise NotFound
    return found


def offers(session: Session) -> list[Offer]:
    """Every published campaign with posts and a page, the newest first."""
    found = (_offer(session, one.version) for one in kits(session, kind=CAMPAIGN))
    return [one for one in found if one is not None and one.posts]


def _offer(session: Session, version: KitVersion) -> Offer | None:
    kit = kit_content(version)
    page = kit.talk_page or next(iter(kit.of_kind("page")), None)
    if kit.kind != CAMPAIGN or page is None:
        return None
    unreviewed = session.get_one(Programme, 1).unreviewed_languages
    tags = [one.tag for one in languages(session, version.id) if launchable(one, unreviewed=unreviewed)]
    return Offer(version, kit, asset_row(session, version.id, page.key), tags)
