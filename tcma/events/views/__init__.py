"""The pages of events: the host's, the public's, and the person's own."""

from tcma.events.views import door, door_sync, ticket
from tcma.events.views.blueprint import bp

__all__ = ["bp", "door", "door_sync", "ticket"]
