"""What a partner may change in an asset: the region of each block decides, here and nowhere else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.catalogue.rules import MERGE_TAGS, TAG, Asset, Block, limits_in, paragraphs, tags
from tcma.catalogue.rules.texts import html_in, leftover_code, links
from tcma.composing.rules.mail import clean

PARTNER_LINE_MAX = 280
WORDS_MAX = 10_000  # of any place, before it is looked at
HIDDEN = "hidden"  # <asset>.<block>.hidden = "1" leaves an optional block out


@dataclass(frozen=True)
class Region:
    """A place the partner may fill: `kind` text, choice, partner or optional; `shipped` is what stands there."""

    key: str
    kind: str
    block: Block
    shipped: str
    limit: int = 0
    prompt: str = ""
    options: tuple[str, ...] = ()


class Locked(Refusal):
    """A part that only the vendor changes."""


class NotFitting(Refusal):
    """Words that can't stand where they were put."""

    status = 422


def regions(asset: Asset) -> Iterator[Region]:
    """The places of `asset` that a partner may fill, in reading order; `asset` in the language of the words."""
    most = limits_in(asset)
    for block in asset.blocks:
        key = f"{asset.key}.{block.id}"
        text = block.fields.get("text", "")
        if block.type == "partner_line":
            limit = block.max_length or PARTNER_LINE_MAX
            yield Region(f"{key}.text", "partner", block, "", limit, block.fields.get("prompt", ""))
        elif block.region == "text" and text:
            yield Region(f"{key}.text", "text", block, text, most.get(f"{key}.text", 0))
        elif block.region == "choice" and text:
            options = tuple(dict.fromkeys([text, *block.items("options")]))
            yield Region(f"{key}.text", "choice", block, text, options=options)
        elif block.region == "optional":
            yield Region(f"{key}.{HIDDEN}", "optional", block, "", 1)


def with_own_words(asset: Asset, own_words: Mapping[str, str], vendor_name: str) -> Asset:
    """The asset with the partner's own words in it, its optional blocks left out where asked.

    Refuses words for any other part, and words that don't fit; keys of other assets are not looked at.
    """
    mine = {key: value for key, value in own_words.items() if key.partition(".")[0] == asset.key}
    known = {region.key: region for region in regions(asset)}
    for key in mine:
        if key not in known:
            raise Locked(
                N_('"%(part)s" in %(asset)s is locked by %(vendor)s. Ask them to change it.'),
                part=key.split(".")[1] if "." in key else key,
                asset=asset.title,
                vendor=vendor_name,
            )
    blocks = []
    for block in asset.blocks:
        if mine.get(f"{asset.key}.{block.id}.{HIDDEN}") not in (None, "", "0"):
            continue
        key = f"{asset.key}.{block.id}.text"
        blocks.append(replace(block, fields=_fields(block, known[key], mine[key])) if key in mine else block)
    return replace(asset, blocks=tuple(blocks))


def _fields(block: Block, region: Region, words: str) -> dict[str, str]:
    if len(words) > WORDS_MAX:
        raise _too_long(region, words, region.limit or WORDS_MAX)
    parts = paragraphs(words).split("\n\n") if block.type in ("text", "note") else [words]
    said = "\n\n".join(filter(None, (clean(part, WORDS_MAX) for part in parts)))
    if not said:
        return dict(block.fields)
    _check(region, said)
    return {**block.fields, "text": said}


def _check(region: Region, said: str) -> None:
    """Refuse words that are too long, not among the choices, or hold what a reader should never see."""
    part = region.block.id
    if region.kind == "choice" and said not in region.options:
        raise NotFitting(N_('"%(part)s" takes one of the given texts. Choose one of them.'), part=part)
    if region.limit and len(said) > region.limit:
        raise _too_long(region, said, region.limit)
    unknown = next((tag.written for tag in tags(said) if tag.name not in MERGE_TAGS), "") or leftover_code(said)
    if unknown:
        raise NotFitting(
            N_('"%(part)s" holds %(found)s, which is no field. Delete it, or write {{ first_name | there }}.'),
            part=part,
            found=unknown,
        )
    if html_in(said):
        raise NotFitting(
            N_('"%(part)s" holds %(found)s, which readers would see as it stands. Delete it.'),
            part=part,
            found=html_in(said),
        )
    foreign = next((target for _label, target in links(said) if target not in _targets(region)), "")
    if foreign:
        raise NotFitting(
            N_('"%(part)s" links to %(target)s. Links here are set by the campaign; write the words alone.'),
            part=part,
            target=foreign,
        )


def _too_long(region: Region, said: str, limit: int) -> NotFitting:
    return NotFitting(
        N_('"%(part)s" has %(length)s characters; %(limit)s fit. Take out %(over)s.'),
        part=region.block.id,
        length=len(said),
        limit=limit,
        over=len(said) - limit,
    )


def _targets(region: Region) -> set[str]:
    return {target for _label, target in links(TAG.sub("", region.shipped))}
