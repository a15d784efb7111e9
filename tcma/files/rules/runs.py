"""Kit texts as runs of text, bold and link: what typesetters and slides understand. Whoever's words, they are data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tcma.catalogue.rules import Asset, links
from tcma.composing.rules.inline import Anchor, Bold, Merge, Piece, Words, line_pieces, pieces

Run = dict[str, str | bool]
"""`t` text, `b` bold, `l` the address it leads to."""


def targets_of(asset: Asset) -> list[str]:
    """Where its buttons and links lead, each once, the buttons first."""
    buttons = [block.fields["target"] for block in asset.blocks if block.fields.get("target")]
    inside = [target for block in asset.blocks for value in block.fields.values() for _label, target in links(value)]
    return list(dict.fromkeys([*buttons, *inside]))


@dataclass(frozen=True)
class Writer:
    """`known`: the values of merge tags; `addresses`: the tracked address of each target."""

    known: Mapping[str, str]
    addresses: Mapping[str, str]

    def runs(self, text: str) -> list[Run]:
        """Running text: bold and links count."""
        return list(self._all(pieces(text), bold=False, leads=""))

    def line(self, text: str) -> list[Run]:
        """A line: only merge tags count."""
        return list(self._all(line_pieces(text), bold=False, leads=""))

    def plain(self, text: str) -> str:
        return "".join(str(run["t"]) for run in self.line(text))

    def paragraphs(self, text: str) -> list[list[Run]]:
        return [self.runs(part) for part in text.split("\n\n") if part.strip()]

    def address(self, target: str) -> str:
        return self.addresses.get(target, "")

    def _all(self, parts: Iterable[Piece], *, bold: bool, leads: str) -> Iterable[Run]:
        for part in parts:
            match part:
                case Words(text):
                    yield _run(text, bold, leads)
                case Bold(inner):
                    yield from self._all(inner, bold=True, leads=leads)
                case Anchor(label, target):
                    yield from self._all(label, bold=bold, leads=self.address(target))
                case Merge(name, fallback):
                    yield _run(self.known.get(name) or fallback, bold, leads)


def _run(text: str, bold: bool, leads: str) -> Run:
    return {"t": text} | ({"b": True} if bold else {}) | ({"l": leads} if leads else {})
