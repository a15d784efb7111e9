"""A partner's people, imports, and the pages on which a person leaves."""

from tcma.audiences.views import (
    api,
    exporting,
    importing,
    keys,
    leaving,
    left_out,
    limiting,
    listing,
    merging,
    people,
    segments,
    tags,
)
from tcma.audiences.views.blueprint import bp

__all__ = [
    "api",
    "bp",
    "exporting",
    "importing",
    "keys",
    "leaving",
    "left_out",
    "limiting",
    "listing",
    "merging",
    "people",
    "segments",
    "tags",
]
