"""Pages of accounts: signing in, one's own settings, colleagues, and the vendor's partners."""

from tcma.partners.views import account, colleagues, forgotten, organisations, signing_in
from tcma.partners.views.blueprint import bp

__all__ = ["account", "bp", "colleagues", "forgotten", "organisations", "signing_in"]
