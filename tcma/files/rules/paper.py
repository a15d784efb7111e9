"""A one-pager or case study as data for the typesetter."""

from bisect import bisect
from collections.abc import Iterator
from typing import Any

import segno

from tcma.base import typeset
from tcma.base.words import gettext, speaking
from tcma.catalogue.rules import Asset, Block
from tcma.files.rules.dress import Dress
from tcma.files.rules.runs import Writer

TEMPLATE = "paper.typ"
SIZES = tuple(9 + step / 4 for step in range(11))
"""Points of its text: the largest at which it stands on one page; what needs more pages at any is set at the largest.
Pictures give way with it.
"""


def paper_pdf(asset: Asset, dress: Dress, writer: Writer) -> bytes:
    return typeset.pdf(TEMPLATE, fitted(asset, dress, writer))


def paper_png(asset: Asset, dress: Dress, writer: Writer, *, width: int) -> bytes:
    """Its first page, about `width` pixels wide."""
    return typeset.png(TEMPLATE, fitted(asset, dress, writer), ppi=width / 595 * 72)


def fitted(asset: Asset, dress: Dress, writer: Writer) -> dict[str, Any]:
    """The data at the size that fits."""
    data = paper_data(asset, dress, writer)
    found = bisect(SIZES, 1, key=lambda size: typeset.page_count(TEMPLATE, data | {"size": size}))
    return data | {"size": SIZES[found - 1]}  # the last one, too, where none fits


def paper_data(asset: Asset, dress: Dress, writer: Writer) -> dict[str, Any]:
    brand = dress.brand
    with speaking(dress.language):
        beside = gettext("With %(vendor)s", vendor=dress.vendor.name)
        partnership = gettext(
            "%(partner)s is a partner of %(vendor)s.", partner=brand.name, vendor=dress.vendor.name
        )
    legal = [writer.plain(block.fields.get("text", "")) for block in asset.blocks if block.type == "legal"]
    address = " ".join(brand.postal_address.split())
    return {
        "title": writer.plain(asset.title), "author": brand.name, "vendor": dress.vendor.name, "beside": beside,
        "look": dress.look(), "parts": list(_parts(asset, dress, writer)), "contact": contact_lines(dress),
        "footer": [line for line in (address, brand.legal_footer.replace("\n", " "), partnership, *legal) if line],
    }  # fmt: skip


def contact_lines(dress: Dress) -> list[dict[str, Any]]:
    """The partner's person: {t, l, ltr}, the name first."""
    brand = dress.brand
    rows = (
        (brand.contact_name or brand.name, "", False),
        (brand.contact_phone, f"tel:{dialled(brand.contact_phone)}", True),
        (brand.contact_email, f"mailto:{brand.contact_email}", True),
        (shown(brand.website), brand.website, True),
    )  # fmt: skip
    return [{"t": text, "l": leads, "ltr": ltr} for text, leads, ltr in rows if text]


def occasion_facts(dress: Dress) -> list[tuple[str, str]]:
    """(term, value): when, where, and whose guest one is."""
    told = dress.occasion
    if told is None:
        return []
    with speaking(dress.language):
        terms = gettext("When"), gettext("Where"), gettext("Host")
    return [(term, said) for term, said in zip(terms, (told.when, told.where, told.host), strict=True) if said]


def dialled(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def shown(address: str) -> str:
    """An address as people read it aloud: without its scheme."""
    return address.partition("://")[2].rstrip("/") if "://" in address else address


def code_svg(address: str) -> str:
    """A QR code of an address, to be drawn at any size."""
    drawn: Any = segno.make_qr(address, error="m").svg_inline(border=2, omitsize=False, dark="#000", light="#fff")
    return str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _parts(asset: Asset, dress: Dress, writer: Writer) -> Iterator[dict[str, Any]]:
    for block in asset.blocks:
        part = _part(block, dress, writer)
        if part is not None:
            yield {"type": block.type} | part


def _part(block: Block, dress: Dress, writer: Writer) -> dict[str, Any] | None:
    fields = block.fields
    match block.type:
        case "hero" | "image":
            return {"svg": dress.painted(fields["media"]), "alt": writer.plain(fields.get("alt", ""))}
        case "heading":
            return {"runs": writer.line(fields.get("text", ""))}
        case "text" | "partner_line" if fields.get("text"):
            return {"paragraphs": writer.paragraphs(fields["text"])}
        case "bullets" | "columns":
            return {"items": [writer.runs(item) for item in block.items()]}
        case "quote":
            return {"paragraphs": writer.paragraphs(fields["text"]), "source": writer.line(fields.get("source", ""))}
        case "button":
            address = writer.address(fields.get("target", ""))
            return {"label": writer.plain(fields.get("label", "")), "address": address,
                    "shown": shown(address), "code": code_svg(address)}  # fmt: skip
        case "event_details" if dress.occasion is not None:
            return {"facts": occasion_facts(dress)}
        case "signature" | "divider":
            return {}
    return None
