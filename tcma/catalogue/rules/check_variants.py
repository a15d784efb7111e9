"""Checks of a page that is shown in several ways."""

from collections.abc import Iterator

from tcma.base.words import gettext as _
from tcma.catalogue.rules.kit import CAMPAIGN, Asset, Kit
from tcma.catalogue.rules.parts import did_you_mean
from tcma.catalogue.rules.problems import Finding
from tcma.catalogue.rules.vocabulary import DECIDES, SLUG, VARIANTS_MAX

SAME_IN_ALL = ("form", "legal")
"""What is asked for, and what becomes of it, is the same for everyone: only then do answers compare."""


def variant_findings(kit: Kit, asset: Asset) -> Iterator[Finding]:
    """What hinders a comparison of its variants."""
    if asset.variants and kit.kind != CAMPAIGN:
        yield Finding(
            f"{asset.key}.variants", _("Only pages of campaigns are compared; a seat is taken once."),
            _("Delete variants, and keep the blocks of the one you like best."),
        )  # fmt: skip
    yield from _names(asset)
    for block in asset.blocks:
        if not block.variant:
            continue
        place = f"{asset.key}.{block.id}.variant"
        if block.variant not in asset.variants:
            yield Finding(
                place, _('This page has no variant "%(name)s".', name=block.variant),
                did_you_mean(block.variant, asset.variants, _("Name it in variants at the top, or delete the line.")),
            )  # fmt: skip
        if block.type in SAME_IN_ALL:
            yield Finding(
                place, _("A %(type)s block has to be the same in all variants.", type=block.type),
                _("Delete the line: only answers to the same question compare."),
            )  # fmt: skip


def _names(asset: Asset) -> Iterator[Finding]:
    names, place = asset.variants, f"{asset.key}.variants"
    if asset.decides and asset.decides not in DECIDES:
        yield Finding(
            f"{asset.key}.decides", _('"%(value)s" can\'t decide between variants.', value=asset.decides),
            did_you_mean(asset.decides, DECIDES),
        )  # fmt: skip
    if not names:
        return
    if not 2 <= len(names) <= VARIANTS_MAX or len(set(names)) < len(names):
        yield Finding(
            place, _("A comparison needs two to four variants, each with its own name."),
            _('Write variants = ["plain", "bold"].'),
        )  # fmt: skip
    for name in names:
        if not SLUG.fullmatch(name):
            yield Finding(
                place, _('A variant can\'t be called "%(name)s".', name=name),
                _("Use small letters, digits and hyphens."),
            )  # fmt: skip
    if asset.form is None:
        yield Finding(
            place, _("Variants are compared by the answers to a form, and this page has none."),
            _("Add a form block, or delete variants."),
        )  # fmt: skip
    shown = {tuple(block.id for block in asset.in_variant(name).blocks) for name in names}
    if len(shown) < len(set(names)):
        yield Finding(
            place, _("Two variants show the same blocks."),
            _('Give each what only it shows: a block with variant = "%(name)s".', name=names[-1]),
        )  # fmt: skip
