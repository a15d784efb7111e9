"""The report's data as the charts want it."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import url_for

from tcma.attribution.rules import Model
from tcma.base.web.setup import url_with
from tcma.base.words import N_, format_number, format_percent, gettext, ngettext
from tcma.reports.queries import AssetRank, Panel, Report
from tcma.reports.queries.report import OTHER, Key
from tcma.reports.rules import FEW, share
from tcma.reports.views import wording

Show = Callable[[Any], str]


def shower(currency: str) -> Show:
    """A function that writes an amount of this currency shortly."""
    return lambda amount: wording.short_money(Decimal(str(amount)), currency)


def rows(panel: Panel, query: dict[str, str], *, everything: bool = False) -> list[dict[str, Any]]:
    """The ranked table: six assets with a colour, the others as one, and last what nobody is known to have earned."""
    shown = [one for one in panel.ranks if everything or one.colour != OTHER]
    rest = [one for one in panel.ranks if one not in shown]
    lines = [_row(one, panel, query) for one in shown]
    if rest:
        lines.append(_others(rest, panel, query))
    return lines + ([_row(panel.nobody, panel, query)] if panel.nobody.amount else [])


def _row(one: AssetRank, panel: Panel, query: dict[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {**query, "model": panel.model.value}
    if one.name is None or one.key is None:
        name, note, href = gettext(N_("No known touch")), gettext(N_("Not credited")), "reports.unknown"
    else:
        few = gettext(N_("Few deals")) if one.deals < FEW else ""
        name, href = one.name.title, "reports.asset"
        note = " · ".join(filter(None, (one.name.kit_title, wording.kind_of(one.name), few)))
        given |= {"kit": one.name.kit_slug, "asset": one.key[1]}
    ghost = one.last if one.key and panel.model != "last" else None
    launches = format_number(one.launches) if one.key else ""
    return _line(name, url_for(href, **given), note, one, ghost, launches, format_number(one.deals))


def _others(rest: list[AssetRank], panel: Panel, query: dict[str, str]) -> dict[str, Any]:
    """A deal may stand behind several of them, so they have no number of deals together."""
    amount = sum((one.amount for one in rest), Decimal(0))
    last = sum((one.last for one in rest), Decimal(0))
    whole = AssetRank(None, None, OTHER, amount, last, 0, 0)
    name = ngettext("%(num)s other asset", "%(num)s other assets", len(rest))
    given: dict[str, Any] = {**query, "model": panel.model.value, "all": "y"}
    href = url_for("reports.attribution", **given)
    return _line(name, href, gettext(N_("Show each")), whole, last if panel.model != "last" else None, "", "")


def _line(
    name: str, href: str, note: str, one: AssetRank, ghost: Decimal | None, launches: str, deals: str
) -> dict[str, Any]:
    return {
        "name": name, "href": href, "note": note, "value": one.amount, "ghost": ghost, "colour": one.colour,
        "extra": [(gettext(N_("Launches")), launches), (gettext(N_("Deals")), deals)],
    }  # fmt: skip


def _short(name: str, most: int = 24) -> str:
    """A name that fits beside the flow."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def flow(panel: Panel) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Nodes and links: asset (the seventh and later as one) -> region -> won or open."""
    kept = {one.key: one for one in panel.ranks if one.colour != OTHER}
    into: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    out: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for outcome, flows in (("won", panel.won), ("open", panel.open)):
        for (key, region), amount in flows.items():
            into[_node(key, kept), f"region {region}"] += amount
            out[f"region {region}", outcome] += amount
    total: dict[str, Decimal] = defaultdict(Decimal)
    for (source, target), amount in (*into.items(), *out.items()):
        total[source] += amount
        if target in ("won", "open"):
            total[target] += amount
    names = {_node(key, kept): (_short(wording.own_title(one.name)), one.colour) for key, one in kept.items()}
    names |= {"other": (gettext(N_("Other")), OTHER), "nobody": (gettext(N_("No known touch")), "hatch")}
    regions = sorted({target for _, target in into}, key=lambda key: -total[key])
    nodes = [
        {"key": key, "name": name, "column": 0, "colour": colour}
        for key, (name, colour) in names.items() if total.get(key)
    ]  # fmt: skip
    nodes += [{"key": key, "name": key.removeprefix("region "), "column": 1, "colour": "text-2"} for key in regions]
    outcomes = (("won", gettext(N_("Won")), "ok"), ("open", gettext(N_("Open")), "edge"))
    nodes += [{"key": key, "name": name, "column": 2, "colour": hue} for key, name, hue in outcomes if total.get(key)]
    sources = [str(node["key"]) for node in nodes if node["column"] == 0]
    links: list[dict[str, Any]] = [
        {"source": source, "target": region, "value": into[source, region]}
        for source in sources for region in regions if into.get((source, region))
    ]  # fmt: skip
    links += [
        {"source": region, "target": outcome, "value": out[region, outcome], "colour": hue}
        for region in regions for outcome, _, hue in outcomes if out.get((region, outcome))
    ]  # fmt: skip
    return nodes, links


def matrix(nodes: list[dict[str, Any]], links: list[dict[str, Any]]) -> tuple[list[str], list[tuple[str, list[Any]]]]:
    """The flow as a table: regions as columns, assets and outcomes as rows."""
    regions = [node for node in nodes if node["column"] == 1]
    value = {(one["source"], one["target"]): one["value"] for one in links}
    lines = [
        (str(node["name"]), [value.get((node["key"], region["key"]), 0) for region in regions])
        for node in nodes if node["column"] == 0
    ]  # fmt: skip
    lines += [
        (str(node["name"]), [value.get((region["key"], node["key"]), 0) for region in regions])
        for node in nodes if node["column"] == 2
    ]  # fmt: skip
    return [str(region["name"]) for region in regions], lines


def bars(nodes: list[dict[str, Any]], links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a narrow screen shows in place of the flow: won and open of each region."""
    value = {(one["source"], one["target"]): one["value"] for one in links}
    return [
        {"name": node["name"], "won": value.get((node["key"], "won"), 0), "open": value.get((node["key"], "open"), 0)}
        for node in nodes if node["column"] == 1
    ]  # fmt: skip


def _node(key: Key | None, kept: dict[Key | None, AssetRank]) -> str:
    if key is None:
        return "nobody"
    return f"asset {key[0]} {key[1]}" if key in kept else "other"


def series(found: Report) -> list[dict[str, Any]]:
    """Channels that earned something, and what is not known."""
    return [
        {"name": gettext(name), "values": found.series[key], "colour": colour}
        for key, (name, colour) in wording.CHANNELS.items()
        if any(found.series[key])
    ]


def legend(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"label": one["name"], "colour": one["colour"]} for one in shown]


def rules(chosen: Model) -> list[dict[str, Any]]:
    """Links to this page under each rule."""
    return [
        {"label": gettext(name), "href": url_with(model=model.value), "current": model == chosen}
        for model, name in wording.MODELS.items()
    ]


def kpis(found: Report, query: dict[str, str]) -> list[dict[str, Any]]:
    """Four figures, each with the one it is a part of."""
    coverage, show = found.coverage, shower(found.currency)
    by_start = [sum(values, Decimal(0)) for values in zip(*found.series.values(), strict=True)]
    missing = coverage.deals - coverage.touched if coverage else 0
    percent = share(found.active, found.enrolled, found.enrolled)
    enrolled = format_number(found.enrolled)
    none = gettext(N_("n/a"))
    return [
        {
            "label": gettext(N_("Won revenue, credited")),
            "value": show(coverage.credited) if coverage else none,
            "note": wording.part_of(coverage.credited, coverage.amount, coverage.deals, found.currency)
            if coverage else gettext(N_("Nothing won in this period")),
            "spark": [float(one) for one in by_start] if coverage else [],
        },
        {
            "label": gettext(N_("Open pipeline, credited")),
            "value": show(found.open_credited) if found.open_deals else none,
            "note": ngettext("of %(total)s in %(num)s deal, as if it closed today",
                             "of %(total)s in %(num)s deals, as if they closed today", found.open_deals,
                             total=show(found.open_total)) if found.open_deals else gettext(N_("No open deals")),
        },
        {
            "label": gettext(N_("Won deals with a touch")),
            "value": gettext(N_("%(part)s of %(all)s"), part=format_number(coverage.touched),
                             all=format_number(coverage.deals)) if coverage else none,
            "note": ngettext("%(num)s deal has no known touch", "%(num)s deals have no known touch", missing)
            if coverage else "",
        },
        {
            "label": gettext(N_("Active partners")),
            "value": format_number(found.active) if found.enrolled else none,
            "note": gettext(N_("of %(all)s, in the last 90 days"), all=enrolled) if percent is None
            else gettext(N_("%(percent)s of %(all)s, in the last 90 days"), all=enrolled,
                         percent=format_percent(percent)),
        },
    ]  # fmt: skip
