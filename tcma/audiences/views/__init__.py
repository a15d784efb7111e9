"""A partner's people, imports, and the pages on which a person leaves."""

from tcma.audiences.views import api, importing, keys, leaving, left_out, people
from tcma.audiences.views.blueprint import bp

__all__ = ["api", "bp", "importing", "keys", "leaving", "left_out", "people"]
