"""Blocks that are words."""

import re
from collections.abc import Sequence

from tcma.catalogue.rules import Block
from tcma.catalogue.rules.texts import LINK, pair
from tcma.composing.rules.blocks.parts import Part
from tcma.composing.rules.blocks.shop import Shop

COUNTED = re.compile(r"\*\*(\d{1,2})\.(\*\*)? ")
"""A bullet with a number of its own: a list that goes on after another heading."""


def heading(shop: Shop, block: Block) -> Part:
    text = block.fields.get("text", "")
    return Part(block.type, shop.pen.plain_line(text), (shop.pen.line(text),))


def text(shop: Shop, block: Block) -> Part:
    """Paragraphs: a text, a note, the legal words."""
    words = block.fields.get("text", "")
    paragraphs = tuple(shop.pen.html(one) for one in words.split("\n\n") if one)
    return Part(block.type, shop.pen.plain(words), paragraphs)


def partner_line(shop: Shop, block: Block) -> Part | None:
    """The partner's own words, without any mark: nothing where it wrote none."""
    words = block.fields.get("text", "")
    return Part("text", shop.pen.plain_line(words), (shop.pen.line(words),)) if words else None


def bullets(shop: Shop, block: Block) -> Part:
    """Where its items count on by themselves, they are steps: a number has no mark before it."""
    items = block.items()
    counted = [COUNTED.match(item) for item in items]
    numbers = [int(found[1]) for found in counted if found]
    if numbers and numbers == list(range(numbers[0], numbers[0] + len(items))):
        rest = [("" if found[2] else "**") + item[found.end() :]
                for found, item in zip(counted, items, strict=True) if found]  # fmt: skip
        return _numbered(shop, rest, numbers[0])
    said = "\n".join(f"- {shop.pen.plain(item)}" for item in items)
    return Part(block.type, said, tuple(shop.pen.html(item) for item in items))


def steps(shop: Shop, block: Block) -> Part:
    return _numbered(shop, block.items(), 1)


def _numbered(shop: Shop, items: Sequence[str], start: int) -> Part:
    said = "\n".join(f"{number}. {shop.pen.plain(item)}" for number, item in enumerate(items, start))
    return Part("steps", said, tuple(shop.pen.html(item) for item in items), start=start)


def columns(shop: Shop, block: Block) -> Part:
    items = block.items()
    said = "\n\n".join(shop.pen.plain(item) for item in items)
    return Part(block.type, said, tuple(shop.pen.html(item) for item in items))


def quote(shop: Shop, block: Block) -> Part:
    words, source = block.fields.get("text", ""), block.fields.get("source", "")
    plain = f"“{shop.pen.plain(words)}”\n— {shop.pen.plain_line(source)}"
    return Part(block.type, plain, (shop.pen.html(words),), source=shop.pen.line(source))


def stats(shop: Shop, block: Block) -> Part:
    pairs, source, pen = [pair(item) for item in block.items()], block.fields.get("source", ""), shop.pen
    said = [f"- {pen.plain_line(figure)}: {pen.plain(what)}" for figure, what in pairs]
    shown = tuple((pen.line(figure), pen.html(what)) for figure, what in pairs)
    said += [pen.plain_line(source)] if source else []
    return Part(block.type, "\n".join(said), facts=shown, source=pen.line(source))


def agenda(shop: Shop, block: Block) -> Part:
    pairs, pen = [pair(item) for item in block.items()], shop.pen
    said = "\n".join(f"{pen.plain_line(hour)}  {pen.plain(what)}" for hour, what in pairs)
    return Part(block.type, said, facts=tuple((pen.line(hour), pen.html(what)) for hour, what in pairs))


def button(shop: Shop, block: Block) -> Part:
    label, target = block.fields["label"], block.fields["target"]
    href = shop.pen.link(target, label)
    plain = shop.pen.plain_line(label)
    return Part(block.type, f"{plain}:\n{href}", href=href, label=shop.pen.line(label), plain_label=plain)


def divider(_shop: Shop, block: Block) -> Part:
    return Part(block.type, "---")


def spacer(_shop: Shop, block: Block) -> Part:
    return Part(block.type, size=block.fields.get("size", "medium"))


def social_links(shop: Shop, block: Block) -> Part:
    """The partner's own website, where it has a sound address, and what the kit names."""
    pen, site = shop.pen, shop.site()
    said, shown = ([site.text], list(site.facts)) if site else ([], [])
    for words, target in ((found[1], found[2]) for found in map(LINK.fullmatch, block.items()) if found):
        href = pen.link(target, words)
        said.append(f"{pen.plain_line(words)}: {href}")
        shown.append((pen.line(words), href))
    return Part(block.type, "\n".join(said), facts=tuple(shown))
