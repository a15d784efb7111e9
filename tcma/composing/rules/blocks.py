"""Each block as it is shown: its HTML parts for a template, and its plain text, made side by side."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.base.words import gettext as _
from tcma.branding.rules import Brand
from tcma.catalogue.rules import Asset, Block
from tcma.composing.rules.pen import NOTHING, Pen


@dataclass(frozen=True)
class Picture:
    """A drawing, painted: where it is, and its size at 600 CSS pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Occasion:
    """An event's date and place in the reader's language, for mails and pages of an event kit.

    `offered`: a seat is kept for the reader for a while, and the message's value `until` says how long.
    """

    when: str
    where: str = ""
    host: str = ""
    offered: bool = False


@dataclass(frozen=True)
class Part:
    """A block ready for a template; `text` is what the plain-text part says for it."""

    type: str
    text: str = ""
    html: tuple[Markup, ...] = ()
    href: Markup = NOTHING
    label: Markup = NOTHING
    plain_label: str = ""
    source: Markup = NOTHING
    picture: Picture | None = None
    alt: Markup = NOTHING
    names: tuple[str, ...] = ()
    facts: tuple[tuple[str, Markup], ...] = ()


@dataclass
class Shop:
    """What the blocks of one asset are made with."""

    pen: Pen
    brand: Brand
    picture: Callable[[str], Picture]
    occasion: Occasion | None = None

    def parts(self, asset: Asset) -> list[Part]:
        return [part for block in asset.blocks for part in self._part(block)]

    def _part(self, block: Block) -> Iterator[Part]:
        make = getattr(self, f"_{block.type}", None)
        if make is None:
            raise ValueError(f"no such block type: {block.type}")
        yield from make(block)

    def _hero(self, block: Block) -> Iterator[Part]:
        alt = block.fields.get("alt", "")
        yield Part(block.type, alt=self.pen.attribute(alt), picture=self.picture(block.fields["media"]))

    _image = _hero

    def _heading(self, block: Block) -> Iterator[Part]:
        text = block.fields.get("text", "")
        yield Part(block.type, self.pen.plain_line(text), (self.pen.line(text),))

    def _text(self, block: Block) -> Iterator[Part]:
        text = block.fields.get("text", "")
        yield Part(block.type, self.pen.plain(text), tuple(self.pen.html(one) for one in text.split("\n\n") if one))

    def _legal(self, block: Block) -> Iterator[Part]:
        yield from self._text(block)

    def _bullets(self, block: Block) -> Iterator[Part]:
        items = block.items()
        text = "\n".join(f"- {self.pen.plain(item)}" for item in items)
        yield Part(block.type, text, tuple(self.pen.html(item) for item in items))

    def _columns(self, block: Block) -> Iterator[Part]:
        items = block.items()
        text = "\n\n".join(self.pen.plain(item) for item in items)
        yield Part(block.type, text, tuple(self.pen.html(item) for item in items))

    def _button(self, block: Block) -> Iterator[Part]:
        label, target = block.fields["label"], block.fields["target"]
        href = self.pen.link(target, label)
        plain = self.pen.plain_line(label)
        yield Part(block.type, f"{plain}:\n{href}", href=href, label=self.pen.line(label), plain_label=plain)

    def _partner_line(self, block: Block) -> Iterator[Part]:
        text = block.fields.get("text", "")
        if text:
            yield Part("text", self.pen.plain_line(text), (self.pen.line(text),))

    def _quote(self, block: Block) -> Iterator[Part]:
        text, source = block.fields.get("text", ""), block.fields.get("source", "")
        plain = f"“{self.pen.plain(text)}”\n— {self.pen.plain_line(source)}"
        yield Part(block.type, plain, (self.pen.html(text),), source=self.pen.line(source))

    def _divider(self, block: Block) -> Iterator[Part]:
        yield Part(block.type, "---")

    def _signature(self, block: Block) -> Iterator[Part]:
        brand, pen = self.brand, self.pen
        person = brand.contact_name or brand.name
        lines = [pen.plain_apart(person)]
        shown: list[Markup] = []
        if brand.contact_name:
            lines.append(pen.plain_apart(brand.name))
            shown.append(pen.apart(brand.name))
        for value in filter(None, (brand.contact_phone, brand.contact_email)):
            lines.append(pen.plain_number(value))
            shown.append(pen.number(value))
        yield Part(block.type, "\n".join(lines), tuple(shown), label=pen.apart(person))

    def _event_details(self, block: Block) -> Iterator[Part]:
        if self.occasion is None:
            raise Refusal(N_("This invitation needs the event's date and place. Set them before it is written."))
        said = ((_("When"), self.occasion.when), (_("Where"), self.occasion.where), (_("Host"), self.occasion.host))
        facts = [(name, value) for name, value in said if value]
        text = [f"{name}: {self.pen.plain_apart(value)}" for name, value in facts]
        shown = [(self.pen.ours(self.pen.data(name)), self.pen.apart(value)) for name, value in facts]
        if self.occasion.offered:
            html, plain = self.pen.until()
            shown.append((self.pen.ours(self.pen.data(_("Kept for you until"))), html))
            text.append(f"{_('Kept for you until')}: {plain}")
        yield Part(block.type, "\n".join(text), facts=tuple(shown))

    def _form(self, block: Block) -> Iterator[Part]:
        yield Part(
            block.type,
            label=self.pen.line(block.fields["submit"]),
            html=tuple(self.pen.html(one) for one in block.fields["thanks"].split("\n\n")),
            names=tuple(block.items("fields")),
        )
