"""Plans, what an order earns by them, the ledger's states, and months. No I/O."""

from tcma.commissions.rules.earning import Calculation, Terms, compute, earned
from tcma.commissions.rules.ledger import PAYERS, UNPAID, EntryState, Hold, hold
from tcma.commissions.rules.periods import Span, month_of, month_span, quota_span
from tcma.commissions.rules.plan import PERIODS, QUARTER, YEAR, Plan, Rate

__all__ = [
    "PAYERS",
    "PERIODS",
    "QUARTER",
    "UNPAID",
    "YEAR",
    "Calculation",
    "EntryState",
    "Hold",
    "Plan",
    "Rate",
    "Span",
    "Terms",
    "compute",
    "earned",
    "hold",
    "month_of",
    "month_span",
    "quota_span",
]
