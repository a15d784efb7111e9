"""What an order earns: exact as long as it is computed, rounded once, divided without a rest."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tcma.base.money import rounded, split
from tcma.commissions.rules.plan import NOTHING, Plan


@dataclass(frozen=True)
class Terms:
    """What is looked at. `lines` are product lines as (key, name); none: the order is of no product in particular.

    `before` is what the partner booked earlier in the period; None: the order is in another currency than the
    programme's and counts towards no quota. `helpers`: how many other partners helped.
    """

    amount: Decimal
    currency: str
    tier: str
    lines: tuple[tuple[str, str], ...] = ()
    before: Decimal | None = NOTHING
    helpers: int = 0


@dataclass(frozen=True)
class Calculation:
    """`lines` are (name, percent, points added above the quota). `shares`: the seller's, then each helper's.

    The shares sum to `total`, which is `exact` rounded half up to the currency's own digits.
    """

    plan: int
    terms: Terms
    quota: Decimal | None
    below: Decimal
    above: Decimal
    lines: tuple[tuple[str, Decimal, Decimal], ...]
    exact: Fraction
    total: Decimal
    helpers: Decimal
    shares: tuple[Decimal, ...]


def earned(counted: Decimal, amount: Decimal, *, won: bool, in_review: bool) -> Decimal:
    """The amount that earns, of which `counted` earned so far: an amount in review earns no more than before."""
    if not won:
        return NOTHING
    return min(counted, amount) if in_review else amount


def compute(plan: Plan, terms: Terms) -> Calculation:
    """The order is divided evenly among its product lines, each part earns by its own rate."""
    quota = plan.quota(terms.tier) if terms.before is not None else None
    above = NOTHING
    if quota is not None and terms.before is not None:
        above = min(terms.amount, max(NOTHING, terms.before + terms.amount - quota))
    below = terms.amount - above
    lines = tuple(
        (name, percent, plan.extra if quota is not None and percent else NOTHING)
        for name, percent in ((name, plan.percent(terms.tier, key)) for key, name in terms.lines or (("", ""),))
    )
    parts = [
        Fraction(below) * Fraction(percent) + Fraction(above) * Fraction(percent + extra)
        for _, percent, extra in lines
    ]
    exact = sum(parts, Fraction(0)) / (100 * len(lines))
    total = rounded(exact, terms.currency)
    helpers = plan.helpers if terms.helpers else NOTHING
    weights = [100 - Fraction(helpers), *(Fraction(helpers) / terms.helpers for _ in range(terms.helpers))]
    shares = tuple(split(total, weights, terms.currency))
    return Calculation(plan.number, terms, quota, below, above, lines, exact, total, helpers, shares)


def to_json(calculation: Calculation, share: int) -> dict[str, Any]:
    """As an entry keeps it, with which of the shares it is; numbers as texts."""
    terms = calculation.terms
    return {
        "plan": calculation.plan, "amount": _text(terms.amount), "currency": terms.currency, "tier": terms.tier,
        "lines": [[name, _text(percent), _text(extra)] for name, percent, extra in calculation.lines],
        "before": _text(terms.before), "quota": _text(calculation.quota), "below": _text(calculation.below),
        "above": _text(calculation.above), "exact": str(calculation.exact), "total": _text(calculation.total),
        "helpers": _text(calculation.helpers), "shares": [_text(one) for one in calculation.shares], "share": share,
    }  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    """The same amount is the same text, whichever column it came from."""
    return None if value is None else f"{value.normalize():f}"
