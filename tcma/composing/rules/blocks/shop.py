"""Where the blocks of one asset are made: what they are made with, and who makes which."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tcma.branding.rules import Brand
from tcma.catalogue.rules import Asset, Block
from tcma.catalogue.rules.targets import sound
from tcma.composing.rules.blocks.parts import Occasion, Part, Picture
from tcma.composing.rules.pen import Pen

Maker = Callable[["Shop", Block], Part | None]


@dataclass
class Shop:
    """What the blocks of one asset are made with. `picture` gives a drawing by its name."""

    pen: Pen
    brand: Brand
    picture: Callable[[str], Picture]
    makers: dict[str, Maker]
    occasion: Occasion | None = None

    def site(self) -> Part | None:
        """A link to the partner's website as text and as its one fact; None without a sound address. It is data."""
        address, pen = self.brand.website.strip(), self.pen
        if not address.startswith("https://") or not sound(address):
            return None
        name = address.removeprefix("https://").rstrip("/")
        href = pen.link(address, name)
        return Part("site", f"{pen.plain_number(name)}: {href}", facts=((pen.number(name), href),))

    def parts(self, asset: Asset) -> list[Part]:
        return list(self._made(asset))

    def _made(self, asset: Asset) -> Iterator[Part]:
        for block in asset.blocks:
            part = self.makers[block.type](self, block)
            if part is not None:
                yield part
