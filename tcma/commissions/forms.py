"""A plan as finance types it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_, language
from tcma.commissions.actions import PERCENT
from tcma.commissions.rules import Plan, Rate
from tcma.deals.rules.amounts import parse_amount

HOLD = N_("Enter a number from %(least)s to %(most)s.")


def plan(given: Mapping[str, str], tiers: Sequence[str], lines: Sequence[str]) -> Plan:
    """What the form says; `tiers` and `lines` begin with '', which is everybody and everything.

    An empty rate is none of its own. Raises Invalid with every field that can't be read.
    """
    errors: dict[str, Refusal] = {}

    def number(field: str, wrong: Refusal) -> Decimal | None:
        try:
            return parse_amount(given.get(field, "").replace("%", ""), language())
        except ValueError:
            errors[field] = wrong
            return None

    rates = []
    for tier in tiers:
        for line in lines:
            percent = number(f"rate-{tier}-{line}", Refusal(PERCENT))
            if percent is not None:
                rates.append(Rate(tier, line, percent))
    quotas = {}
    for tier in tiers[1:]:
        text = given.get(f"quota-{tier}", "")
        amount = number(f"quota-{tier}", Refusal(N_("“%(text)s” is not an amount. Write 12000."), text=text[:40]))
        if amount:
            quotas[tier] = amount
    extra, helpers = number("extra", Refusal(PERCENT)), number("helpers", Refusal(PERCENT))
    hold = given.get("hold_days", "").strip() or "0"
    if not (hold.isascii() and hold.isdigit() and len(hold) < 4):
        errors["hold_days"] = Refusal(HOLD, least=0, most=365)
    if errors:
        raise Invalid(errors)
    return Plan(
        rates=tuple(rates), quotas=quotas, period=given.get("period", ""), extra=extra or Decimal(0),
        helpers=helpers or Decimal(0), hold_days=int(hold), until_paid="until_paid" in given,
    )  # fmt: skip


def typed(plan: Plan) -> dict[str, str]:
    """The fields of the form that say this plan."""
    return {
        **{f"rate-{one.tier}-{one.line}": f"{one.percent.normalize():f}" for one in plan.rates},
        **{f"quota-{tier}": _text(amount) for tier, amount in plan.quotas.items()},
        "period": plan.period, "extra": _text(plan.extra), "helpers": _text(plan.helpers),
        "hold_days": str(plan.hold_days), **({"until_paid": "y"} if plan.until_paid else {}),
    }  # fmt: skip


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else ""
