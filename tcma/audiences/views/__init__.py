"""A partner's people, imports, and the pages on which a person leaves."""

from tcma.audiences.views import confirming, importing, leaving, people
from tcma.audiences.views.blueprint import bp

__all__ = ["bp", "confirming", "importing", "leaving", "people"]
