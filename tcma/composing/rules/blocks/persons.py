"""Blocks about who writes, when and where one meets, and what a page asks."""

from markupsafe import Markup

from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.base.words import gettext as _
from tcma.catalogue.rules import Block
from tcma.composing.rules.blocks.parts import Part
from tcma.composing.rules.blocks.shop import Shop
from tcma.composing.rules.pen import NOTHING


def signature(shop: Shop, block: Block) -> Part:
    """The partner's person, and how to reach them."""
    brand, pen = shop.brand, shop.pen
    person = brand.contact_name or brand.name
    lines = [pen.plain_apart(person)]
    shown: list[Markup] = []
    if brand.contact_name:
        lines.append(pen.plain_apart(brand.name))
        shown.append(pen.apart(brand.name))
    for value in filter(None, (brand.contact_phone, brand.contact_email)):
        lines.append(pen.plain_number(value))
        shown.append(pen.number(value))
    return Part(block.type, "\n".join(lines), tuple(shown), label=pen.apart(person))


def contact_card(shop: Shop, block: Block) -> Part:
    """The same as a card, with the kit's words above and the partner's website below."""
    signed, above, pen = signature(shop, block), block.fields.get("text", ""), shop.pen
    site = shop.site()
    text = [pen.plain_line(above), signed.text, site.text if site else ""]
    return Part(
        block.type, "\n".join(filter(None, text)), signed.html, label=signed.label, source=pen.line(above),
        facts=site.facts if site else (),
    )  # fmt: skip


def event_details(shop: Shop, block: Block) -> Part:
    """Date, place and host. Refuses a kit of which no event was made."""
    occasion, pen = shop.occasion, shop.pen
    if occasion is None:
        raise Refusal(N_("This invitation needs the event's date and place. Set them before it is written."))
    text: list[str] = []
    shown: list[tuple[Markup | str, Markup]] = []
    for name, value in ((_("When"), occasion.when), (_("Where"), occasion.where), (_("Host"), occasion.host)):
        if value:
            shown.append((pen.ours(pen.data(name)), pen.apart(value)))
            text.append(f"{name}: {pen.plain_apart(value)}")
        if value == occasion.where and occasion.room:
            label = _("Join online")
            href = pen.link(occasion.room, label)
            joins = Markup('<br><a href="{}"{}>{}</a>').format(href, pen.link_style, pen.ours(pen.data(label)))
            shown[-1] = (shown[-1][0], shown[-1][1] + joins)
            text.append(f"{label}: {href}")
    if occasion.offered:
        html, plain = pen.until()
        shown.append((pen.ours(pen.data(_("Kept for you until"))), html))
        text.append(f"{_('Kept for you until')}: {plain}")
    return Part(block.type, "\n".join(text), facts=tuple(shown))


def form(shop: Shop, block: Block) -> Part:
    """What a page asks. `href` and `source`: what it leads on to, nothing where it leads nowhere."""
    pen, fields = shop.pen, block.fields
    label, target = fields.get("then_label"), fields.get("then_target")
    leads = bool(label and target)
    return Part(
        block.type, href=pen.link(target or "", label or "") if leads else NOTHING,
        source=pen.line(label or "") if leads else NOTHING, label=pen.line(fields["submit"]),
        html=tuple(pen.html(one) for one in fields["thanks"].split("\n\n")),
        names=tuple(block.items("fields")), further=tuple(block.items("further")),
    )  # fmt: skip
