"""Pages of leads: a partner's call list and its people, offers, and the vendor's own leads with their rules."""

from tcma.leads.views import answering, calls, offers, story, working
from tcma.leads.views.blueprint import bp
from tcma.leads.views.vendor import api, bringing, desk, one, rules, takers

__all__ = [
    "answering", "api", "bp", "bringing", "calls", "desk", "offers", "one", "rules", "story", "takers", "working",
]  # fmt: skip
