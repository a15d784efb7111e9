"""Reads. `partner_id` limits them to one partner; without it they are the vendor's."""

from tcma.commissions.queries.entries import Line, in_review, lines_of_deal, lines_where, live_entries, one_line
from tcma.commissions.queries.payouts import Part, payout_parts, payouts
from tcma.commissions.queries.plans import plan_in_force, plan_named, plan_of, plans
from tcma.commissions.queries.statements import (
    Balance,
    Statement,
    months,
    open_sums,
    others_pay,
    payable,
    payable_by,
    statement,
    zone,
)

__all__ = [
    "Balance",
    "Line",
    "Part",
    "Statement",
    "in_review",
    "lines_of_deal",
    "lines_where",
    "live_entries",
    "months",
    "one_line",
    "open_sums",
    "others_pay",
    "payable",
    "payable_by",
    "payout_parts",
    "payouts",
    "plan_in_force",
    "plan_named",
    "plan_of",
    "plans",
    "statement",
    "zone",
]
