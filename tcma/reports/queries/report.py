"""The attribution report: five panels from the same credit rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.attribution import queries as credits
from tcma.attribution.queries import AssetName, AssetSum, Coverage, OpenShare, Scope, TimeSum
from tcma.attribution.rules import Model
from tcma.reports.queries.activity import active_partners, launches_by_kit
from tcma.reports.rules import Period, buckets

Key = tuple[UUID, str]

COLOURS = ("d1", "d2", "d3", "d4", "d5", "d6")
OTHER = "edge"
CHANNELS = {"email": "email", "event": "event", "social": "web", "page": "web", "partner": "web", "": ""}


@dataclass(frozen=True)
class AssetRank:
    """One line of the table. Without a key: what nobody is known to have earned."""

    key: Key | None
    name: AssetName | None
    colour: str
    amount: Decimal
    last: Decimal
    deals: int
    launches: int


@dataclass(frozen=True)
class Panel:
    """All that one model says. Flows: (colour and name source, region, outcome) -> amount."""

    model: Model
    ranks: list[AssetRank]
    nobody: AssetRank
    won: dict[tuple[Key | None, str], Decimal]
    open: dict[tuple[Key | None, str], Decimal]


@dataclass(frozen=True)
class Report:
    """One currency; `others` names what else was won in the period and is not in these sums."""

    currency: str
    coverage: Coverage | None
    others: list[Coverage]
    panels: list[Panel]
    series: dict[str, list[Decimal]]  # by channel, every touch getting the same
    touched: dict[Key, int]
    starts: list[date]
    open_credited: Decimal
    open_deals: int
    open_total: Decimal
    active: int
    enrolled: int


def report(session: Session, scope: Scope, time: Period, *, now: datetime, timezone: str) -> Report:
    """Everything on the page, from seven queries."""
    everything = Scope(scope.until, scope.since, None, scope.region)
    found = credits.coverage(session, everything)
    sums = credits.by_asset(session, scope)
    shares = credits.open_shares(session, scope, now)
    pieces = credits.by_time(session, scope, timezone, time.unit)
    first = min([one.start for one in pieces], default=now.date())
    starts = buckets(time.since.date() if time.since else first, now.date(), time.unit)
    both: list[AssetSum | OpenShare] = [*sums, *shares]
    names = credits.asset_names(session, {one.kit_id for one in both if one.kit_id})
    launches = launches_by_kit(session, scope.since, scope.until, scope.region)
    colours = _colours(both)
    panels = []
    for model in Model:
        mine = [one for one in sums if one.model == model]
        panels.append(
            Panel(
                model, *_ranks(mine, [one for one in sums if one.model == Model.LAST], names, launches, colours),
                _flows(mine), _flows(one for one in shares if one.model == model),
            )
        )  # fmt: skip
    touched: dict[Key, int] = defaultdict(int)
    for one in sums:
        if one.model == Model.LINEAR and one.kit_id is not None and one.asset is not None:
            touched[one.kit_id, one.asset] += one.deals
    linear = [one for one in shares if one.model == Model.LINEAR]
    active, enrolled = active_partners(session, scope.until, scope.region)
    return Report(
        currency=scope.currency or "",
        coverage=next((one for one in found if one.currency == scope.currency), None),
        others=[one for one in found if one.currency != scope.currency],
        panels=panels,
        series=_series(pieces, starts),
        touched=dict(touched),
        starts=starts,
        open_credited=sum((one.amount for one in linear if one.kit_id), Decimal(0)),
        open_deals=len({one.deal_id for one in linear}),
        open_total=sum((one.amount for one in linear), Decimal(0)),
        active=active,
        enrolled=enrolled,
    )


def _key(one: AssetSum | OpenShare) -> Key | None:
    return (one.kit_id, one.asset) if one.kit_id is not None and one.asset is not None else None


def _colours(parts: Iterable[AssetSum | OpenShare]) -> dict[Key, str]:
    """The same colour in every model, for the six that get most over all of them; a seventh has no hue of its own."""
    total: dict[Key, Decimal] = defaultdict(Decimal)
    for one in parts:
        key = _key(one)
        if key is not None:
            total[key] += one.amount
    order = sorted(total, key=lambda key: (-total[key], str(key)))
    return {key: COLOURS[place] if place < len(COLOURS) else OTHER for place, key in enumerate(order)}


def _ranks(
    mine: Iterable[AssetSum],
    last: Iterable[AssetSum],
    names: dict[Key, AssetName],
    launches: dict[UUID, int],
    colours: dict[Key, str],
) -> tuple[list[AssetRank], AssetRank]:
    amounts: dict[Key | None, Decimal] = defaultdict(Decimal)
    deals: dict[Key | None, int] = defaultdict(int)
    ghosts: dict[Key | None, Decimal] = defaultdict(Decimal)
    for one in mine:
        amounts[_key(one)] += one.amount
        deals[_key(one)] += one.deals
    for one in last:
        ghosts[_key(one)] += one.amount
    ranks = [
        AssetRank(key, names.get(key), colours[key], amounts[key], ghosts[key], deals[key], launches.get(key[0], 0))
        for key in {*amounts, *ghosts}
        if key is not None
    ]
    ranks.sort(key=lambda one: (-one.amount, -one.last, str(one.key)))
    return ranks, AssetRank(None, None, "hatch", amounts[None], Decimal(0), deals[None], 0)


def _series(pieces: Iterable[TimeSum], starts: list[date]) -> dict[str, list[Decimal]]:
    series = {kind: [Decimal(0)] * len(starts) for kind in ("email", "event", "web", "")}
    for piece in pieces:
        if piece.model == Model.LINEAR and piece.start in starts:
            series[CHANNELS.get(piece.channel, "web")][starts.index(piece.start)] += piece.amount
    return series


def _flows(parts: Iterable[AssetSum | OpenShare]) -> dict[tuple[Key | None, str], Decimal]:
    flows: dict[tuple[Key | None, str], Decimal] = defaultdict(Decimal)
    for one in parts:
        flows[_key(one), one.region] += one.amount
    return dict(flows)
