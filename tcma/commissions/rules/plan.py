"""A plan: what part of an order a partner earns, by its tier and the product line; versioned, and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

YEAR, QUARTER = "year", "quarter"
PERIODS = (QUARTER, YEAR)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Rate:
    """So many percent of the order. An empty `tier` is every tier, an empty `line` every product line."""

    tier: str
    line: str
    percent: Decimal


@dataclass(frozen=True)
class Plan:
    """`quotas` are {tier: amount of a period, in the programme's currency}; `extra` percent points are added above it.

    `helpers` percent of a commission go to the partners that helped to sell. What is earned can be approved after
    `hold_days`, and with `until_paid` not before the customer has paid. Number 0: there is no plan, nothing is earned.
    """

    number: int = 0
    rates: tuple[Rate, ...] = ()
    quotas: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    period: str = YEAR
    extra: Decimal = NOTHING
    helpers: Decimal = NOTHING
    hold_days: int = 0
    until_paid: bool = False

    def percent(self, tier: str, line: str) -> Decimal:
        """Of the row that says most: of tier and line, of the line, of the tier, of everybody; 0 without one."""
        known = {(one.tier, one.line): one.percent for one in self.rates}
        wanted = ((tier, line), ("", line), (tier, ""), ("", ""))
        return next((known[one] for one in wanted if one in known), NOTHING)

    def quota(self, tier: str) -> Decimal | None:
        """None: this tier has none, and nothing is accelerated."""
        return self.quotas.get(tier) if self.extra else None


def to_json(plan: Plan) -> dict[str, Any]:
    """As a version is kept; numbers as texts, so that nothing is lost."""
    return {
        "rates": [[one.tier, one.line, f"{one.percent.normalize():f}"] for one in plan.rates],
        "quotas": {tier: f"{amount.normalize():f}" for tier, amount in sorted(plan.quotas.items())},
        "period": plan.period, "extra": f"{plan.extra.normalize():f}", "helpers": f"{plan.helpers.normalize():f}",
        "hold_days": plan.hold_days, "until_paid": plan.until_paid,
    }  # fmt: skip


def from_json(number: int, kept: Mapping[str, Any]) -> Plan:
    """What a version says."""
    return Plan(
        number=number, rates=tuple(Rate(tier, line, Decimal(percent)) for tier, line, percent in kept["rates"]),
        quotas={tier: Decimal(amount) for tier, amount in kept["quotas"].items()}, period=kept["period"],
        extra=Decimal(kept["extra"]), helpers=Decimal(kept["helpers"]), hold_days=int(kept["hold_days"]),
        until_paid=bool(kept["until_paid"]),
    )  # fmt: skip
