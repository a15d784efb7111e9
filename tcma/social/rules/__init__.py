"""Sharing, pure: networks and how each is opened, addresses, points."""

from tcma.social.rules.networks import NETWORKS, Network, left, open_address, suited
from tcma.social.rules.sharing import SHARE, Points, campaign_address, kit_path, new_code, page_path, sharer_id_of

__all__ = [
    "NETWORKS",
    "SHARE",
    "Network",
    "Points",
    "campaign_address",
    "kit_path",
    "left",
    "new_code",
    "open_address",
    "page_path",
    "sharer_id_of",
    "suited",
]
