"""Reads of sharing."""

from tcma.social.queries.kits import Offer, offer, offers
from tcma.social.queries.leaderboard import Place, leaderboard
from tcma.social.queries.page import KitPage, kit_page
from tcma.social.queries.sharers import Colleague, colleagues, own_sharer, share_path, sharer_of_token
from tcma.social.queries.wall import Post, Wall, wall

__all__ = [
    "Colleague",
    "KitPage",
    "Offer",
    "Place",
    "Post",
    "Wall",
    "colleagues",
    "kit_page",
    "leaderboard",
    "offer",
    "offers",
    "own_sharer",
    "share_path",
    "sharer_of_token",
    "wall",
]
