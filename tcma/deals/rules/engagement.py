"""The rules of engagement as the vendor sets them: one version of them is in force, and every decision names it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from types import MappingProxyType
from typing import Any

PROTECTIONS = (0, 30, 60, 90, 120, 180)
"""Days an approval may protect for; 0: not at all."""
TIERS = ("registered", "silver", "gold", "platinum")
"""Tiers that thresholds are asked for, besides those that partners have."""


def tier_name(tier: str) -> str:
    """A tier as people write it."""
    return tier[:1].upper() + tier[1:]


@dataclass(frozen=True)
class Product:
    """A product line. Registrations of one family of products stand in each other's way."""

    key: str
    name: str
    family: str


@dataclass(frozen=True)
class Engagement:
    """`thresholds` are {tier: amount in the programme's currency}; a tier without one has nothing approved at once."""

    number: int = 1
    protection_days: int = 90
    extension_days: int = 90
    activity_days: int = 30
    cooldown_days: int = 30
    vendor_lead_days: int = 90
    idle_most: int = 10
    idle_days: int = 30
    co_sell: bool = False
    thresholds: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    products: tuple[Product, ...] = ()

    def threshold(self, tier: str) -> Decimal:
        return self.thresholds.get(tier, Decimal(0))

    def families(self, lines: Collection[str]) -> frozenset[str]:
        """The families of these product lines; empty where none is known: then it is about everything."""
        return frozenset(one.family for one in self.products if one.key in lines)

    def meet(self, one: Collection[str], other: Collection[str]) -> bool:
        """Whether two registrations of these product lines are about the same thing."""
        here, there = self.families(one), self.families(other)
        return not here or not there or bool(here & there)


NUMBERS = tuple(one.name for one in fields(Engagement) if one.type in ("int", int) and one.name != "number")


def to_json(rules: Engagement) -> dict[str, Any]:
    """As a version is kept; amounts as texts, so that no cent is lost."""
    return {
        **{name: getattr(rules, name) for name in NUMBERS},
        "co_sell": rules.co_sell,
        "thresholds": {tier: str(amount) for tier, amount in rules.thresholds.items()},
        "products": [[one.key, one.name, one.family] for one in rules.products],
    }


def from_json(number: int, kept: Mapping[str, Any]) -> Engagement:
    """What a version says; what it does not say yet is as it was before."""
    known = {name: kept[name] for name in NUMBERS if name in kept}
    return Engagement(
        number=number,
        co_sell=bool(kept.get("co_sell", False)),
        thresholds={tier: Decimal(amount) for tier, amount in kept.get("thresholds", {}).items()},
        products=tuple(Product(*one) for one in kept.get("products", [])),
        **known,
    )
