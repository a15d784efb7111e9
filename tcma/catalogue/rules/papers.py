"""What stands on paper and on slides: kinds of assets that a partner takes along as a file."""

from collections.abc import Iterator

from tcma.base.words import gettext as _
from tcma.catalogue.rules.kit import Asset, Kit
from tcma.catalogue.rules.parts import did_you_mean
from tcma.catalogue.rules.problems import Finding

PAPER, DECK = "paper", "deck"
"""A one-pager or case study, which becomes a PDF; slides, which become a presentation."""
PAPER_BLOCKS = (
    "hero", "heading", "text", "bullets", "columns", "quote", "image", "button", "partner_line", "signature", "divider",
    "legal", "event_details",
)  # fmt: skip
SLIDES_MAX = 30


def on_paper(kind: str, block_type: str) -> bool:
    """Whether a block of this type can stand in a file of this kind."""
    return kind in (PAPER, DECK) and block_type in PAPER_BLOCKS


def paper_findings(kit: Kit, asset: Asset) -> Iterator[Finding]:
    """What a file must have: words to begin with, one thing to do, and on slides a heading each."""
    if asset.kind not in (PAPER, DECK) or not asset.blocks:
        return
    types = [block.type for block in asset.blocks]
    if "heading" not in types:
        yield Finding(asset.key, _("This has no heading."), _('Add a block with type = "heading".'))
    if types.count("button") > 1:
        second = [block for block in asset.blocks if block.type == "button"][1]
        yield Finding(
            f"{asset.key}.{second.id}", _("There are two buttons, and only one code fits."),
            _("Keep the one thing a reader shall do."),
        )  # fmt: skip
    if "signature" not in types:
        yield Finding(
            asset.key, _("This names nobody a reader could call."),
            _('Add a block with type = "signature": the partner\'s person stands there.'),
        )  # fmt: skip
    if asset.kind == DECK and types.count("heading") > SLIDES_MAX:
        yield Finding(
            asset.key, _("The deck has %(count)s slides.", count=types.count("heading")),
            _("Keep %(limit)s at most; each heading begins a slide.", limit=SLIDES_MAX),
        )  # fmt: skip
    for block in asset.blocks:
        if block.type == "button" and block.fields.get("target") in ("seat", "ticket"):
            yield Finding(
                f"{asset.key}.{block.id}.target", _("A file is the same for everybody, and this is each reader's own."),
                did_you_mean("page:", [f"page:{page.key}" for page in kit.of_kind("page")]),
            )  # fmt: skip
