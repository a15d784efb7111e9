"""An order, or another amount, as it is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_, language
from tcma.deals.rules.amounts import parse_amount


@dataclass(frozen=True)
class Order:
    """What the vendor books."""

    order_number: str
    amount: Decimal | None


def order(values: Mapping[str, str]) -> Order:
    """Raises Invalid where the amount is no number."""
    return Order(values.get("order_number", ""), amount(values.get("amount", "")))


def amount(text: str, field: str = "amount") -> Decimal | None:
    """Raises Invalid, at `field`, for what is no number."""
    try:
        return parse_amount(text, language())
    except ValueError:
        raise Invalid({field: Refusal(N_("“%(text)s” is not an amount. Write 12000."), text=text[:40])}) from None
