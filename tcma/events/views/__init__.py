"""The pages of events: the host's, the public's, and the person's own."""

from tcma.events.views import changing, event, new, page, part, seat, vendor
from tcma.events.views.blueprint import bp

__all__ = ["bp", "changing", "event", "new", "page", "part", "seat", "vendor"]
