"""Pages of deals: the partner's board and the vendor's queue."""

from tcma.deals.views import partner, vendor
from tcma.deals.views.blueprint import bp

__all__ = ["bp", "partner", "vendor"]
