"""The networks: how each is opened with a post in hand, and which texts suit it. Nothing here calls them.

Addresses as the networks document them. Where one takes only the link, the text is copied first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tcma.base.words import N_
from tcma.catalogue.rules.texts import network_length
from tcma.composing.rules import SocialPost


@dataclass(frozen=True)
class Network:
    """`written` are the networks whose texts suit it, its own first; `limit` 0: none.

    `inside`: the link is part of the text and counts as it is written. `takes_text`: the address carries the text.
    """

    key: str
    name: str
    written: tuple[str, ...]
    limit: int = 0
    inside: bool = False
    takes_text: bool = True


NETWORKS: dict[str, Network] = {
    one.key: one
    for one in (
        Network("linkedin", "LinkedIn", ("linkedin",), 3000, takes_text=False),
        Network("x", "X", ("x",), 280 - 24),  # every address counts 23, and a space before it
        Network("facebook", "Facebook", ("facebook",), 2000, takes_text=False),
        Network("whatsapp", "WhatsApp", ("whatsapp", "facebook", "x", "linkedin"), inside=True),
        Network("bluesky", "Bluesky", ("bluesky", "x", "threads"), 300, inside=True),
        Network("email", N_("E-mail"), ("email", "facebook", "linkedin", "x"), inside=True),
    )
}

_ADDRESSES = {
    "linkedin": "https://www.linkedin.com/sharing/share-offsite/?url={link}",
    "x": "https://x.com/intent/post?text={text}&url={link}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={link}",
    "whatsapp": "https://wa.me/?text={whole}",
    "bluesky": "https://bsky.app/intent/compose?text={whole}",
    "email": "mailto:?subject={subject}&body={whole}",
}


def open_address(network: str, text: str, link: str, *, subject: str = "") -> str:
    """Where the network is opened with this post; for e-mail, a new mail in the person's own programme."""
    whole = f"{text}\n\n{link}"
    values = {"text": text, "link": link, "whole": whole, "subject": " ".join(subject.split())}
    ends = "\r\n" if network == "email" else "\n"
    return _ADDRESSES[network].format(
        **{name: quote(value.replace("\n", ends), safe="") for name, value in values.items()}
    )


def left(network: Network, text: str, link: str) -> int | None:
    """Characters that still fit, by the network's own count; below zero it would be refused. None: no limit."""
    if not network.limit:
        return None
    beside = len(link) + 2 if network.inside else 0
    return network.limit - network_length(network.key, text) - beside


def suited(network: Network, posts: Sequence[SocialPost], link_length: int) -> list[SocialPost]:
    """The posts to offer on a network: those written for it, else those of the first like it that fit."""
    for number, written in enumerate(network.written):
        found = [post for post in posts if post.network == written]
        if number:  # borrowed: only what fits as it is
            found = [post for post in found if (left(network, post.text, "x" * link_length) or 0) >= 0]
        if found:
            return found
    return []
