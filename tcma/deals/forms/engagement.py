"""The rules of engagement and the desk's calendar, as the vendor types them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.deals.forms.amounts import amount
from tcma.deals.rules import Engagement, Product, name_key
from tcma.deals.rules.engagement import NUMBERS


def engagement(given: Mapping[str, str], tiers: Sequence[str], number: int) -> Engagement:
    """What the form says. Raises Invalid with every field that can't be read."""
    errors: dict[str, Refusal] = {}
    numbers: dict[str, int] = {}
    for name in NUMBERS:
        text = given.get(name, "").strip()
        if re.fullmatch(r"\d{1,4}", text):
            numbers[name] = int(text)
        else:
            errors[name] = Refusal(N_("Enter a number from %(least)s to %(most)s."), least=0, most=365)
    thresholds: dict[str, Decimal] = {}
    for tier in tiers:
        try:
            thresholds[tier] = amount(given.get(f"threshold-{tier}", "") or "0", f"threshold-{tier}") or Decimal(0)
        except Invalid as refused:
            errors |= refused.errors
    products = []
    for line in given.get("products", "").splitlines():
        if line.strip():
            name, _, family = (part.strip() for part in line.partition(";"))
            products.append(Product(name_key(name)[:60], name[:100], (family or name)[:100]))
    if errors:
        raise Invalid(errors)
    return Engagement(
        number=number, co_sell="co_sell" in given, thresholds={tier: one for tier, one in thresholds.items() if one},
        products=tuple(products), **numbers,
    )  # fmt: skip


def typed(rules: Engagement) -> dict[str, str]:
    """The fields of the form that say these rules."""
    return {
        **{name: str(getattr(rules, name)) for name in NUMBERS},
        **({"co_sell": "y"} if rules.co_sell else {}),
        **{f"threshold-{tier}": f"{one.normalize():f}" for tier, one in rules.thresholds.items()},
        "products": "\n".join(f"{one.name}; {one.family}" for one in rules.products),
    }


def calendar(given: "MultiDict[str, str]") -> tuple[list[int], list[date]]:
    """Days of the week that are off, and holidays. Raises Invalid for a line that is no day."""
    works = {int(one) for one in given.getlist("works") if re.fullmatch("[0-6]", one)}
    holidays = []
    for line in given.get("holidays", "").split():
        try:
            holidays.append(date.fromisoformat(line))
        except ValueError:
            words = N_("“%(text)s” is not a day. Write it as 2027-02-01.")
            raise Invalid({"holidays": Refusal(words, text=line[:40])}) from None
    return [day for day in range(7) if day not in works], holidays
