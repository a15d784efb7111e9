"""Blocks with a drawing."""

from tcma.catalogue.rules import Block
from tcma.composing.rules.blocks.parts import Part, Picture
from tcma.composing.rules.blocks.shop import Shop
from tcma.composing.rules.pen import NOTHING


def picture(shop: Shop, block: Block) -> Part:
    """A drawing over the whole width, or within the text. In plain text it says nothing."""
    return Part(block.type, alt=shop.pen.attribute(block.fields.get("alt", "")), picture=_drawing(shop, block))


def video(shop: Shop, block: Block) -> Part:
    """A still, and words below it; both lead to the film."""
    label = block.fields["label"]
    href, plain = shop.pen.link(block.fields["target"], label), shop.pen.plain_line(label)
    return Part(
        block.type, f"{plain}:\n{href}", href=href, label=shop.pen.line(label), plain_label=plain,
        alt=shop.pen.attribute(block.fields.get("alt", "")), picture=_drawing(shop, block),
    )  # fmt: skip


def speaker(shop: Shop, block: Block) -> Part:
    """Who speaks: name, role, some words; a drawing, or the initials as `plain_label`."""
    fields, pen = block.fields, shop.pen
    name, role, words = fields.get("name", ""), fields.get("role", ""), fields.get("text", "")
    said = [", ".join(filter(None, (pen.plain_line(name), pen.plain_line(role)))), pen.plain(words)]
    return Part(
        block.type, "\n".join(filter(None, said)), tuple(pen.html(one) for one in words.split("\n\n") if one),
        label=pen.line(name), source=pen.line(role), plain_label=initials(name),
        picture=_drawing(shop, block) if fields.get("media") else None,
        alt=pen.attribute(fields.get("alt", "")) if fields.get("media") else NOTHING,
    )  # fmt: skip


def initials(name: str) -> str:
    """At most two letters that stand for somebody: of the first and the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words))


def _drawing(shop: Shop, block: Block) -> Picture:
    return shop.picture(block.fields["media"])
