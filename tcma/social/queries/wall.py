"""What a person may share on one network, before its links are made."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tcma.branding.queries import brand_of, vendor
from tcma.composing.rules import Page, SocialPost, posts
from tcma.localization.queries import words
from tcma.localization.rules import best_language
from tcma.partners.models import Partner
from tcma.social.queries.kits import Offer, offers
from tcma.social.queries.page import KitPage, composed
from tcma.social.rules import Network, suited


@dataclass(frozen=True)
class Post:
    """A text of a social asset, and the asset's key."""

    asset_key: str
    said: SocialPost


@dataclass(frozen=True)
class Wall:
    """One campaign: its title, the page that its posts lead to, and what suits the network, in one language."""

    offer: Offer
    title: str
    language: str
    page: Page
    posts: Sequence[Post]


def wall(
    session: Session, *, partner: Partner, network: Network, languages: Sequence[str], link_length: int
) -> list[Wall]:
    """Every campaign with something to share, the newest first; each in the first of `languages` that it has."""
    brand, whose = brand_of(session, partner.id), vendor(session)
    found = []
    for one in offers(session):
        tag = best_language(languages, one.languages, one.kit.source_language)
        spoken = words(session, one.version.id, tag)
        page = composed(session, KitPage(one, partner, one.page, tag), lambda url: url)
        said = [
            Post(asset.key, post)
            for asset in one.posts
            for post in suited(
                network, posts(one.kit, asset.key, brand, whose, words=spoken), link_length
            )
        ]
        found.append(Wall(one, spoken.get("kit.title", one.kit.title), tag, page, said))
    return found
