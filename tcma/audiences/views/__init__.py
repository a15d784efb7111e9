"""A partner's people, imports, and the pages on which a person leaves."""

from tcma.audiences.views import exporting, importing, leaving, merging, people, segments, tags
from tcma.audiences.views.blueprint import bp

__all__ = ["bp", "exporting", "importing", "leaving", "merging", "people", "segments", "tags"]
