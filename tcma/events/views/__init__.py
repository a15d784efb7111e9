"""The pages of events: the host's, the public's, the person's own, and the door's."""

from tcma.events.views import changing, door, door_sync, event, mailing, new, page, part, seat, ticket, vendor
from tcma.events.views.blueprint import bp

__all__ = ["bp", "changing", "door", "door_sync", "event", "mailing", "new", "page", "part", "seat", "ticket", "vendor"]
