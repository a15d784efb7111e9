"""The partner's page about sharing, each person's own page of posts, and the pages that posts lead to."""

from tcma.social.views import page, team, wall
from tcma.social.views.blueprint import bp

__all__ = ["bp", "page", "team", "wall"]
