"""Blocks for some partners and languages only: `only = { tier = ["gold"], language = ["not de"] }`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tcma.base.words import gettext as _
from tcma.catalogue.rules.kit import NOT, Asset, Kit
from tcma.catalogue.rules.parts import did_you_mean
from tcma.catalogue.rules.problems import Finding

SAME_FOR_ALL = ("form",)
"""A form and what it asks are counted and answered alike, whoever runs the page."""
SOMEBODY = ("signature", "contact_card")


@dataclass(frozen=True)
class Traits:
    """Whose copy it is, and in which language. An empty one of no tier is anybody's."""

    language: str = ""
    tier: str = ""
    industries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    def have(self, trait: str, value: str) -> bool:
        """Whether `value` is true of it; "de" is of "de-AT" too, and capitals don't count."""
        sought = value.casefold()
        if trait == "language":
            own = self.language.casefold()
            return own == sought or own.startswith(f"{sought}-")
        if trait == "tier":
            return self.tier.casefold() == sought
        known = self.industries if trait == "industry" else self.products
        return sought in {one.casefold() for one in known}


def shown(only: Mapping[str, tuple[str, ...]], traits: Traits) -> bool:
    """Whether a block is for them: one of the values of each trait is true, and none of those with "not" is."""
    for trait, values in only.items():
        wanted = [value for value in values if not value.startswith(NOT)]
        if wanted and not any(traits.have(trait, value) for value in wanted):
            return False
        if any(traits.have(trait, value.removeprefix(NOT)) for value in values if value.startswith(NOT)):
            return False
    return True


def seen_by(asset: Asset, traits: Traits) -> Asset:
    """The asset with the blocks that are for them."""
    return asset.with_blocks(block for block in asset.blocks if shown(block.only, traits))


def only_findings(kit: Kit, asset: Asset) -> Iterator[Finding]:
    """What is wrong with the audiences of its blocks."""
    for block in asset.blocks:
        place = f"{asset.key}.{block.id}.only"
        if block.only and block.type in SAME_FOR_ALL:
            yield Finding(
                place, _("A %(type)s block has to be there for everyone.", type=block.type),
                _("Delete the line, or make two pages."),
            )  # fmt: skip
        for value in block.only.get("language", ()):
            tag = value.removeprefix(NOT)
            if not any(Traits(language).have("language", tag) for language in kit.languages):
                yield Finding(place, _('This kit is not in the language "%(tag)s".', tag=tag),
                              did_you_mean(tag, kit.languages), near=value)  # fmt: skip
    named = [block for block in asset.blocks if block.type in SOMEBODY]
    if asset.kind == "email" and named and all(block.only for block in named):
        yield Finding(
            f"{asset.key}.{named[0].id}.only", _("Some of the readers would find nobody they could call."),
            _("Leave one signature or contact card for everyone."),
        )  # fmt: skip
    if asset.blocks and all(block.only for block in asset.blocks):
        yield Finding(asset.key, _("Nothing in here is for everyone."), _("Leave some blocks without only."))
