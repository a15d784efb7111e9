"""Under which names a partner is met: what it sends from, where its pages are, and the vendor's overview of senders."""

from tcma.senders.views import overview, sender
from tcma.senders.views.blueprint import bp
from tcma.senders.views.sites import stand_at_host

__all__ = ["bp", "overview", "sender", "stand_at_host"]
