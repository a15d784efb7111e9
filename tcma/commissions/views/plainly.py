"""The plan in plain words, as both sides read it."""

from collections.abc import Mapping
from decimal import Decimal

from tcma.base.words import format_money, format_number, format_percent, gettext, ngettext
from tcma.commissions.rules import YEAR, Plan
from tcma.deals.rules import tier_name


def plainly(plan: Plan, currency: str, products: Mapping[str, str], tier: str = "") -> list[str]:
    """What it says, sentence by sentence. `tier`: the reader's, whose terms are told; without one all are.

    `products` are {key: name} of the product lines.
    """
    if not plan.rates:
        return [gettext("Nothing is earned by won deals now.")]
    said = [_rate(one.tier if not tier else "", products.get(one.line, one.line), one.percent)
            for one in plan.rates if not tier or one.tier in ("", tier)]  # fmt: skip
    said.append(gettext("Of several that fit, the one for the tier and the product counts, then the one for the "
                        "product, then the one for the tier."))  # fmt: skip
    said.append(gettext("A deal of several products is divided evenly among them."))
    quotas = {name: amount for name, amount in plan.quotas.items() if not tier or name == tier}
    if plan.extra and quotas:
        said += [_quota(plan, name if not tier else "", amount, currency) for name, amount in quotas.items()]
        said.append(gettext("Only orders in %(currency)s count towards it.", currency=currency))
    if plan.helpers:
        percent = _percent(plan.helpers)
        said.append(gettext("%(percent)s of a commission goes to other partners that helped to sell, where there "
                            "are any.", percent=percent))  # fmt: skip
    if plan.hold_days:
        said.append(ngettext("It is approved %(num)s day after the deal was won at the earliest.",
                             "It is approved %(num)s days after the deal was won at the earliest.", plan.hold_days))
    if plan.until_paid:
        said.append(gettext("It is approved once the customer has paid."))
    said.append(gettext("An amount that rose past the threshold it was approved under earns nothing more until "
                        "somebody has looked at it."))  # fmt: skip
    said.append(gettext("The tier is the one the deal was registered under; the plan is the one in force when the "
                        "deal is won. Both stay as they were, whatever changes later."))  # fmt: skip
    said.append(gettext("If an order is taken back or made smaller, what was earned too much is taken back by a "
                        "line of its own, and deducted from the next payout where it was paid already."))
    return said


def _rate(tier: str, product: str, percent: Decimal) -> str:
    gaps = {"percent": _percent(percent), "tier": tier_name(tier), "product": product}
    if tier and product:
        return gettext("%(percent)s of the net amount for %(product)s at tier %(tier)s", **gaps)
    if product:
        return gettext("%(percent)s of the net amount for %(product)s", **gaps)
    if tier:
        return gettext("%(percent)s of the net amount at tier %(tier)s", **gaps)
    return gettext("%(percent)s of the net amount", **gaps)


def _quota(plan: Plan, tier: str, amount: Decimal, currency: str) -> str:
    gaps = {"extra": format_number(plan.extra), "quota": format_money(amount, currency), "tier": tier_name(tier)}
    if plan.period == YEAR:
        if tier:
            return gettext("%(tier)s: above %(quota)s booked in a calendar year: +%(extra)s percentage points", **gaps)
        return gettext("Above %(quota)s booked in a calendar year: +%(extra)s percentage points", **gaps)
    if tier:
        return gettext("%(tier)s: above %(quota)s booked in a calendar quarter: +%(extra)s percentage points", **gaps)
    return gettext("Above %(quota)s booked in a calendar quarter: +%(extra)s percentage points", **gaps)


def _percent(value: Decimal) -> str:
    return format_percent(value / 100, digits=3)
