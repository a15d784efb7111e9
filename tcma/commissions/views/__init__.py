"""Pages of commissions: a partner's statements and how each number comes about; finance's ledger, plan and payouts."""

from tcma.commissions.views import files, papers, partner, planning, vendor
from tcma.commissions.views.blueprint import bp

__all__ = ["bp", "files", "papers", "partner", "planning", "vendor"]
