"""Posts for social networks: the words and the link, as the network will show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tcma.branding.rules import Brand, Vendor
from tcma.catalogue.rules import NETWORKS, PERSON_TAGS, TAG, Kit, with_words
from tcma.catalogue.rules.texts import network_length
from tcma.composing.rules.email import partner_tags

NAMES = {
    "linkedin": "LinkedIn", "x": "X", "facebook": "Facebook", "threads": "Threads", "bluesky": "Bluesky",
    "mastodon": "Mastodon",
}  # fmt: skip


@dataclass(frozen=True)
class SocialPost:
    """`left`: characters that still fit, by the network's own count, its link taken into account."""

    id: str
    network: str
    network_name: str
    text: str
    link: str
    left: int

    @property
    def whole(self) -> str:
        """What is copied: the words, and the link on a line of its own."""
        return f"{self.text}\n\n{self.link}" if self.link else self.text


def posts(
    kit: Kit, asset_key: str, brand: Brand, vendor: Vendor, *, words: Mapping[str, str], link: str = ""
) -> list[SocialPost]:
    """The posts of a social asset in a partner's name, in the language of `words`."""
    known = partner_tags(brand, vendor)
    found = []
    for post in with_words(kit, words).asset(asset_key).posts:
        text = TAG.sub(
            lambda tag: ("" if tag[1] in PERSON_TAGS else known.get(tag[1]) or "") or (tag[2] or "").strip(), post.text
        )
        left = NETWORKS[post.network] - network_length(post.network, text)
        found.append(SocialPost(post.id, post.network, NAMES[post.network], text, link, left))
    return found
