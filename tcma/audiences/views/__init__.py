"""A partner's people, imports, and the pages on which a person leaves."""

from tcma.audiences.views import importing, leaving, listing, people
from tcma.audiences.views.blueprint import bp

__all__ = ["bp", "importing", "leaving", "listing", "people"]
