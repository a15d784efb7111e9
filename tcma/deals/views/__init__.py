"""Pages of deals: the partner's board, the vendor's queue, the rules that both read, and the vendor's accounts."""

from tcma.deals.views import (
    api,
    asking,
    authorising,
    book,
    checking,
    correcting,
    engaging,
    keys,
    partner,
    proving,
    settling,
    vendor,
)
from tcma.deals.views.blueprint import bp

__all__ = [
    "api",
    "asking",
    "authorising",
    "book",
    "bp",
    "checking",
    "correcting",
    "engaging",
    "keys",
    "partner",
    "proving",
    "settling",
    "vendor",
]
