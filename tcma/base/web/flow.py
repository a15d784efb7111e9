"""Where the boxes and bands of a flow chart lie: pure geometry, one scale for all columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BOX = 10
_TOP = 18


@dataclass(frozen=True)
class Box:
    """A node as it is drawn. `between`: neither in the first nor in the last column."""

    key: str
    name: str
    note: str
    colour: str
    value: float
    x: float
    y: float
    height: float
    width: int
    text_x: float
    anchor: str
    between: bool


@dataclass(frozen=True)
class Band:
    """A link as it is drawn."""

    source: str
    target: str
    value: float
    colour: str
    path: str


class Flow:
    """Boxes and bands for nodes (key, name, column, colour, note) and links (source, target, value, colour)."""

    width = 600

    def __init__(self, nodes: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], *, rtl: bool) -> None:
        self._rtl = rtl
        self._links = [link for link in links if float(link["value"]) > 0]
        last = max((int(node["column"]) for node in nodes), default=0)
        columns = [[node for node in nodes if node["column"] == number] for number in range(last + 1)]
        tallest = max((len(column) for column in columns), default=1)
        self.height = max(240, min(560, 90 + 50 * tallest))
        self._values = {str(node["key"]): self._through(str(node["key"])) for node in nodes}
        gaps = [11 if number == 0 else 30 if number < last else 40 for number in range(last + 1)]
        self._scale = min(
            (
                (self.height - 2 * _TOP - gap * (len(column) - 1))
                / (sum(self._values[str(node["key"])] for node in column) or 1)
                for column, gap in zip(columns, gaps, strict=True)
            ),
            default=1.0,
        )
        self.boxes = [
            box
            for number, (column, gap) in enumerate(zip(columns, gaps, strict=True))
            for box in self._column(column, gap, self._place(number, last), number, last)
        ]
        self.bands = self._bands({box.key: box for box in self.boxes})

    def _through(self, key: str) -> float:
        out = sum(float(link["value"]) for link in self._links if link["source"] == key)
        into = sum(float(link["value"]) for link in self._links if link["target"] == key)
        return max(out, into)

    def _place(self, number: int, last: int) -> float:
        start, end = 178, self.width - 100 - _BOX
        return start + (end - start) * number / last if last else start

    def _across(self, x: float, extent: float = 0) -> float:
        return self.width - x - extent if self._rtl else x

    def _column(self, column: Sequence[Mapping[str, Any]], gap: int, x: float, number: int, last: int) -> list[Box]:
        heights = [self._values[str(node["key"])] * self._scale for node in column]
        y = (self.height - sum(heights) - gap * (len(column) - 1)) / 2
        boxes = []
        for node, tall in zip(column, heights, strict=True):
            first, final = number == 0, number == last
            text = x - 8 if first else x + _BOX + 8 if final else x + _BOX / 2
            boxes.append(
                Box(
                    key=str(node["key"]),
                    name=str(node["name"]),
                    note=str(node.get("note") or ""),
                    colour=str(node.get("colour") or "edge"),
                    value=self._values[str(node["key"])],
                    x=self._across(x, _BOX),
                    y=y,
                    height=tall,
                    width=_BOX,
                    text_x=self._across(text),
                    anchor="end" if first else "start",
                    between=not first and not final,
                )
            )
            y += tall + gap
        return boxes

    def _bands(self, boxes: Mapping[str, Box]) -> list[Band]:
        left = dict.fromkeys(boxes, 0.0)
        entered = dict.fromkeys(boxes, 0.0)
        bands = []
        for link in self._links:
            source, target = boxes[str(link["source"])], boxes[str(link["target"])]
            tall = float(link["value"]) * self._scale
            path = self._path(source, target, source.y + left[source.key], target.y + entered[target.key], tall)
            left[source.key] += tall
            entered[target.key] += tall
            colour = str(link.get("colour") or source.colour)
            bands.append(Band(source.name, target.name, float(link["value"]), colour, path))
        return bands

    def _path(self, source: Box, target: Box, y0: float, y1: float, tall: float) -> str:
        x0 = source.x if self._rtl else source.x + _BOX
        x1 = target.x + _BOX if self._rtl else target.x
        middle = (x0 + x1) / 2
        return (
            f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
            f"V{y1 + tall:.1f}C{middle:.1f} {y1 + tall:.1f} {middle:.1f} {y0 + tall:.1f} {x0:.1f} {y0 + tall:.1f}Z"
        )
