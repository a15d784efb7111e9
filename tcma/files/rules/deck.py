"""Slides of a deck asset: each heading begins one; what follows it stands on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tcma.catalogue.rules import Asset, Block


@dataclass
class Slide:
    """`heading` opens it; `picture` stands beside the words."""

    heading: Block | None = None
    blocks: list[Block] = field(default_factory=list)
    picture: Block | None = None


def slides(asset: Asset) -> Iterator[Slide]:
    """The first is the cover: it has the hero, and what stands before the second heading. Contact comes last."""
    slide = Slide()
    for block in asset.blocks:
        if block.type in ("signature", "button", "legal", "divider"):
            continue
        if block.type == "heading" and slide.heading is not None:
            yield slide
            slide = Slide()
        if block.type == "heading":
            slide.heading = block
        elif block.type in ("hero", "image"):
            slide.picture = block
        else:
            slide.blocks.append(block)
    if slide.heading is not None:
        yield slide
