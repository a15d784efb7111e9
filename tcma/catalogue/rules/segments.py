"""Cutting a kit into the texts that readers see, and putting changed texts back.

Keys: `kit.title`, `<asset>.subject`, `<asset>.<block>.<field>`, `<asset>.<post>.text`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tcma.catalogue.rules.blocks import BLOCKS
from tcma.catalogue.rules.kit import Asset, Block, Kit, Post
from tcma.catalogue.rules.vocabulary import (
    NETWORKS,
    PREHEADER_MAX,
    SUBJECT_MAX,
    SUMMARY_MAX,
    TITLE_MAX,
    TOPIC_MAX,
)

KIT_FIELDS = {"title": TITLE_MAX, "summary": SUMMARY_MAX, "audience": SUMMARY_MAX, "topic_name": TOPIC_MAX}
ASSET_FIELDS = {"title": TITLE_MAX, "subject": SUBJECT_MAX, "preheader": PREHEADER_MAX}


@dataclass(frozen=True)
class Text:
    """A text where it stands. `inline`: **bold** and links are possible; `listed`: one item a line, of which there are
    at most `most`; 0: no limit. `shape` is that of the block's field."""

    key: str
    words: str
    limit: int
    asset: Asset | None = None
    inline: bool = False
    listed: bool = False
    legal: bool = False
    network: str = ""
    shape: str = ""
    most: int = 0


def texts(kit: Kit) -> Iterator[Text]:
    """Every text of the kit in reading order, empty ones too."""
    for name, limit in KIT_FIELDS.items():
        yield Text(f"kit.{name}", getattr(kit, name), limit)
    for asset in kit.assets:
        for name, limit in ASSET_FIELDS.items():
            yield Text(f"{asset.key}.{name}", getattr(asset, name), limit, asset)
        for block in asset.blocks:
            yield from _of_block(asset, block)
        for post in asset.posts:
            limit = NETWORKS.get(post.network, 0)
            yield Text(f"{asset.key}.{post.id}.text", post.text, limit, asset, network=post.network)


def _of_block(asset: Asset, block: Block) -> Iterator[Text]:
    known = BLOCKS.get(block.type)
    for field in known.fields if known else ():
        if field.words:
            own = block.max_length if field.name == "text" else 0
            yield Text(
                f"{asset.key}.{block.id}.{field.name}",
                block.fields.get(field.name, ""),
                min(own, field.limit) if own else field.limit,
                asset,
                inline=field.shape != "line",
                listed=field.listed,
                shape=field.shape,
                most=field.most,
                legal=block.region == "legal",
            )


def word_fields(block: Block) -> list[str]:
    """The fields of a block that readers see."""
    known = BLOCKS.get(block.type)
    return [field.name for field in known.fields if field.words] if known else []


def segments(kit: Kit) -> dict[str, str]:
    """{segment key: text in the source language}, in reading order, without empty texts."""
    return {text.key: text.words for text in texts(kit) if text.words}


def limits(kit: Kit) -> dict[str, int]:
    """{segment key: the most characters it may have}; a block's own `max` counts where it is stricter."""
    return {text.key: text.limit for text in texts(kit)}


def limits_in(asset: Asset) -> dict[str, int]:
    """The limits of the blocks of one asset."""
    return {text.key: text.limit for block in asset.blocks for text in _of_block(asset, block)}


def with_words(kit: Kit, words: Mapping[str, str], only: str = "") -> Kit:
    """The kit with these texts in the place of its own; keys it does not have are ignored.

    `only`: the one asset whose words matter; the others stay as they are.
    """
    return replace(
        kit,
        title=words.get("kit.title", kit.title),
        summary=words.get("kit.summary", kit.summary),
        audience=words.get("kit.audience", kit.audience),
        topic_name=words.get("kit.topic_name", kit.topic_name),
        assets=tuple(asset if only and asset.key != only else _asset(asset, words) for asset in kit.assets),
    )


def _asset(asset: Asset, words: Mapping[str, str]) -> Asset:
    return replace(
        asset,
        title=words.get(f"{asset.key}.title", asset.title),
        subject=words.get(f"{asset.key}.subject", asset.subject),
        preheader=words.get(f"{asset.key}.preheader", asset.preheader),
        blocks=tuple(_block(asset, block, words) for block in asset.blocks),
        posts=tuple(_post(asset, post, words) for post in asset.posts),
    )


def _block(asset: Asset, block: Block, words: Mapping[str, str]) -> Block:
    own = {text.key.rpartition(".")[2]: words[text.key] for text in _of_block(asset, block) if text.key in words}
    return replace(block, fields={**block.fields, **own})


def _post(asset: Asset, post: Post, words: Mapping[str, str]) -> Post:
    return replace(post, text=words.get(f"{asset.key}.{post.id}.text", post.text))
