"""What the vendor's report says of each asset, held against the credits in the books."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from urllib.parse import urlsplit

from tcma.trial.story.counting import MODELS, Tally
from tcma.trial.story.world import World

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def off_the_report(world: World, found: Tally, *, by: str = "carlos") -> list[str]:
    """Per model the assets whose amount on the page is not the sum of their credits; empty when all are right."""
    wrong = []
    for model in MODELS:
        read, booked = _read(world, model, by), {asset: _whole(sum_) for asset, sum_ in found.credits[model].items()}
        if read != booked:
            wrong.append(f"the report by {model} shows {_listed(read)}, and the credits are {_listed(booked)}")
    return wrong


def _read(world: World, model: str, by: str) -> dict[str, Decimal]:
    """{asset: amount in whole units} of the ranked table under this model."""
    page = world.browsers[by].get(f"/hq/attribution?model={model}&all=1")
    read = {}
    for row in page.tree.css(f".m-{model} tr"):
        link, cell = row.css_first("a[href^='/hq/attribution/']"), row.css_first(".barcell")
        figure = _FIGURE.search(cell.text()) if cell else None
        asset = urlsplit(link.attributes["href"] or "").path.rpartition("/")[2] if link else ""
        amount = Decimal(figure[0].replace(",", "")) if figure else Decimal(0)
        if asset and asset != "unknown" and amount:  # a line of nothing is there for its mark of the last touch
            read[asset] = _whole(amount)
    return read


def _whole(amount: Decimal) -> Decimal:
    """As the page writes it: amounts of a hundred and more in full units."""
    return amount.quantize(Decimal(1), ROUND_HALF_EVEN) if amount >= 100 else amount.quantize(Decimal("0.01"))


def _listed(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{asset} {amount}" for asset, amount in sorted(amounts.items())) or "nothing"
