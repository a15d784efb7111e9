"""Kits and copy as JSON, for the database, and the hash that tells whether anything changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tcma.catalogue.rules.kit import Asset, Block, Copy, Kit, Media, Post, Segment, Step


def to_json(kit: Kit) -> dict[str, Any]:
    """JSON-ready; `from_json` gives the same kit back. A kit without a topic is what it was before there were any."""
    return {name: value for name, value in asdict(kit).items() if value or name not in ("topic", "topic_name")}


def from_json(data: Mapping[str, Any]) -> Kit:
    """The kit of `to_json`."""
    steps = tuple(Step(**step) for step in data["steps"])
    assets = tuple(_asset(asset) for asset in data["assets"])
    return Kit(**{**data, "languages": tuple(data["languages"]), "steps": steps, "assets": assets})


def _asset(data: Mapping[str, Any]) -> Asset:
    blocks = tuple(Block(**block) for block in data["blocks"])
    return Asset(**{**data, "blocks": blocks, "posts": tuple(Post(**post) for post in data["posts"])})


def asset_to_json(asset: Asset) -> dict[str, Any]:
    return asdict(asset)


def copy_to_json(copy: Copy) -> dict[str, Any]:
    """{language: {key: {text, reviewed, source}}}."""
    return {language: {key: asdict(segment) for key, segment in texts.items()} for language, texts in copy.items()}


def copy_from_json(data: Mapping[str, Any]) -> dict[str, dict[str, Segment]]:
    """The copy of `copy_to_json`."""
    return {language: {key: Segment(**segment) for key, segment in texts.items()} for language, texts in data.items()}


def content_hash(kit: Kit, copy: Copy, media: Media) -> str:
    """SHA-256 over everything a reader could see a change of, and over nothing else."""
    drawings = {name: hashlib.sha256(data).hexdigest() for name, data in media.items()}
    whole = {"kit": to_json(kit), "copy": copy_to_json(copy), "media": drawings}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
