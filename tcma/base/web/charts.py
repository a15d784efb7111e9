"""Charts as SVG, drawn on the server: themeable, mirrored in right-to-left languages, each with a table beside it.

Colours are names: d1 to d6, ok, edge, or hatch for what is not known.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from flask import g, has_request_context
from markupsafe import Markup, escape

from tcma.base.web.flow import Flow
from tcma.base.words import direction

Show = Callable[[Any], str]


def paint(colour: str) -> str:
    """The fill of a named colour."""
    return "url(#hatch)" if colour == "hatch" else f"var(--{colour})"


def isolate(text: str) -> str:
    """Keeps $1.98M from becoming 1.98M$ in a right-to-left chart."""
    return f"\u2066{text}\u2069"


def unique(stem: str) -> str:
    """An id that is not yet on this page."""
    if not has_request_context():
        return stem
    if "chart_ids" not in g:
        g.chart_ids = count(1)
    return f"{stem}-{next(g.chart_ids)}"


def share(value: float, whole: float) -> str:
    """A CSS percentage of `whole`, at most 100 %."""
    return f"{min(max(float(value) / float(whole), 0), 1) * 100:.1f}%" if whole else "0%"


def spark(values: Sequence[float], colour: str = "d1") -> Markup:
    """A line without axes; its dot marks the newest value. Empty when there is nothing to compare."""
    if len(values) < 2:
        return Markup("")
    width, height, rtl = 76, 30, direction() == "rtl"
    low, high = float(min(values)), float(max(values))
    points = []
    for index, value in enumerate(values):
        x = index * (width - 4) / (len(values) - 1) + 2
        y = height - 3 - (float(value) - low) / ((high - low) or 1) * (height - 8)
        points.append((round(width - x if rtl else x, 1), round(y, 1)))
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{height} {line} {points[-1][0]},{height}"
    x, y = points[-1]
    fill = paint(colour)
    return Markup(
        f'<svg class="spark" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f'<polygon points="{area}" fill="{fill}" opacity=".1"/><polyline points="{line}" fill="none" stroke="{fill}" '
        f'stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{x}" cy="{y}" r="2.6" fill="{fill}"/></svg>'
    )  # numbers and our own colour names only


def ticks(highest: float, about: int = 4) -> list[float]:
    """Round values from 0 to at least `highest`, about as many as asked for."""
    if highest <= 0:
        return [0, 1]
    rough = highest / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return [step * index for index in range(math.ceil(highest / step) + 1)]


def column_totals(series: Sequence[Mapping[str, Any]]) -> list[float]:
    """The height of each stacked column."""
    return [sum(float(value) for value in values) for values in zip(*(one["values"] for one in series), strict=True)]


def flow_most(nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]]) -> float:
    """The most that goes through one node of the first column."""
    first = {node["key"] for node in nodes if node["column"] == 0}
    sums: dict[Any, float] = dict.fromkeys(first, 0.0)
    for link in links:
        if link["source"] in first:
            sums[link["source"]] += float(link["value"])
    return max(sums.values(), default=0)


def flow_name(nodes: Sequence[Mapping[str, Any]], key: str) -> str:
    """The name of the node `key`."""
    return next(str(node["name"]) for node in nodes if node["key"] == key)


def bars_most(rows: Sequence[Mapping[str, Any]]) -> float:
    """The longest bar or tick among the rows."""
    return max((float(value) for row in rows for value in (row["value"], row.get("ghost") or 0)), default=0)


def _columns(
    series: Sequence[Mapping[str, Any]], labels: Sequence[str], show: Show, title: str, *, wide: bool
) -> Markup:
    rtl = direction() == "rtl"
    width, height, margin, foot = (1120, 210, 56, 26) if wide else (330, 190, 50, 26)
    scale = ticks(max(column_totals(series), default=0))
    per = (height - foot - 8) / scale[-1]
    parts = []

    def across(x: float, extent: float = 0) -> float:
        return width - x - extent if rtl else x

    for mark in scale:
        y = height - foot - mark * per
        parts.append(
            f'<line x1="{across(margin):.1f}" x2="{across(width):.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="var(--line)"/>'
            f'<text class="ax" x="{across(margin - 8):.1f}" y="{y + 4:.1f}" text-anchor="end">'
            f"{escape(isolate(show(mark)))}</text>"
        )
    step = (width - margin) / max(len(labels), 1)
    bar = min(40.0, step * 0.62)
    every = math.ceil(len(labels) / (7 if wide else 4)) or 1
    for index, label in enumerate(labels):
        x, y = margin + index * step + (step - bar) / 2, float(height - foot)
        for one in series:
            tall = float(one["values"][index]) * per
            if tall <= 0:
                continue
            y -= tall
            words = f"{label}, {one['name']}: {isolate(show(one['values'][index]))}"
            parts.append(
                f'<rect x="{across(x, bar):.1f}" y="{y + 1:.1f}" width="{bar:.1f}" height="{max(tall - 1, 0.5):.1f}" '
                f'rx="2" fill="{paint(one["colour"])}"><title>{escape(words)}</title></rect>'
            )
        if index % every == 0:
            last = index == len(labels) - 1 and len(labels) > 1
            anchor, at = ("end", across(x + bar)) if last else ("middle", across(x + bar / 2))
            parts.append(
                f'<text class="ax" x="{at:.1f}" y="{height - 8}" text-anchor="{anchor}">{escape(label)}</text>'
            )
    return Markup(
        f'<svg class="cols {"wide" if wide else "narrow"}" viewBox="0 0 {width} {height}" role="img" '
        f'direction="{direction()}" aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )  # every text went through escape


def columns(series: Sequence[Mapping[str, Any]], labels: Sequence[str], show: Show, title: str) -> Markup:
    """Stacked columns over time, drawn twice: wide, and narrow for a phone. Series: name, values, colour."""
    return _columns(series, labels, show, title, wide=True) + _columns(series, labels, show, title, wide=False)


def flow(nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], show: Show, title: str) -> Markup:
    """What goes from where to where, in columns on one scale.

    Nodes: key, name, column (0, 1, ...), colour, note. Links: source, target, value (and colour).
    """
    drawing = Flow(nodes, links, rtl=direction() == "rtl")
    parts = []
    for band in drawing.bands:
        words = f"{band.source}, {band.target}: {isolate(show(band.value))}"
        cls = "lk unknown" if band.colour == "hatch" else "lk"
        parts.append(
            f'<path class="{cls}" fill="{paint(band.colour)}" d="{band.path}"><title>{escape(words)}</title></path>'
        )
    for box in drawing.boxes:
        parts.append(
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width}" height="{max(box.height, 2):.1f}" rx="2.5" '
            f'fill="{paint(box.colour)}"/>'
        )
        name, note = escape(box.name), escape(box.note or isolate(show(box.value)))
        if box.between:
            parts.append(
                f'<text x="{box.text_x:.1f}" y="{box.y - 7:.1f}" text-anchor="middle" class="mid">{name} '
                f'<tspan class="sub">{note}</tspan></text>'
            )
            continue
        middle = box.y + box.height / 2
        two = box.height > 24
        parts.append(
            f'<text x="{box.text_x:.1f}" y="{middle + (-2 if two else 4):.1f}" text-anchor="{box.anchor}">{name}</text>'
        )
        if two:
            parts.append(
                f'<text class="sub" x="{box.text_x:.1f}" y="{middle + 12:.1f}" text-anchor="{box.anchor}">{note}</text>'
            )
    tag = unique("flow")
    return Markup(
        f'<svg class="sankey wide" viewBox="0 0 {drawing.width} {drawing.height}" role="img" '
        f'direction="{direction()}" aria-labelledby="{tag}"><title id="{tag}">{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )  # every text went through escape
