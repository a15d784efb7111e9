"""Kits and copy as JSON, for the database, and the hash that tells whether anything changed."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from tcma.catalogue.rules.documents import is_document
from tcma.catalogue.rules.kit import Asset, Block, Copy, Kit, Media, Post, Segment, Step
from tcma.catalogue.rules.leads import leads_from_json

_MAY_BE_MISSING = ("topic", "topic_name", "theme", "leads")

_OF_SEGMENT = tuple(field.name for field in fields(Segment))  # asdict takes ten times as long, for hundreds of them

_STEP_LATER = ("workday", "after", "only_if", "of")


def to_json(kit: Kit) -> dict[str, Any]:
    """JSON-ready; `from_json` gives the same kit back. What is left out at its default came later: a kit that says
    nothing of it is what it was before, with the same hash, and so is a page without variants."""
    rest = asdict(replace(kit, assets=(), steps=()))
    whole = {name: value for name, value in rest.items() if value or name not in _MAY_BE_MISSING}
    return whole | {
        "assets": [asset_to_json(asset) for asset in kit.assets], "steps": [_step_to_json(step) for step in kit.steps],
    }  # fmt: skip


def _step_to_json(step: Step) -> dict[str, Any]:
    return {name: value for name, value in asdict(step).items() if value or name not in _STEP_LATER}


def from_json(data: Mapping[str, Any]) -> Kit:
    """The kit of `to_json`."""
    steps = tuple(Step(**step) for step in data["steps"])
    assets = tuple(_asset(asset) for asset in data["assets"])
    leads = leads_from_json(data.get("leads"))
    return Kit(**{**data, "languages": tuple(data["languages"]), "steps": steps, "assets": assets, "leads": leads})


def _asset(data: Mapping[str, Any]) -> Asset:
    blocks = tuple(_block(block) for block in data["blocks"])
    posts = tuple(Post(**post) for post in data["posts"])
    return Asset(**{**data, "blocks": blocks, "posts": posts, "variants": tuple(data.get("variants", ()))})


def _block(data: Mapping[str, Any]) -> Block:
    return Block(**{**data, "only": {trait: tuple(values) for trait, values in data.get("only", {}).items()}})


def asset_to_json(asset: Asset) -> dict[str, Any]:
    found = {name: value for name, value in asdict(asset).items() if value or name not in ("variants", "decides")}
    later = ("variant", "only")
    blocks = [{name: value for name, value in one.items() if value or name not in later} for one in found["blocks"]]
    return {**found, "blocks": blocks}


def copy_to_json(copy: Copy) -> dict[str, Any]:
    """{language: {key: {text, reviewed, source}}}."""
    return {
        language: {key: {name: getattr(segment, name) for name in _OF_SEGMENT} for key, segment in texts.items()}
        for language, texts in copy.items()
    }


def copy_from_json(data: Mapping[str, Any]) -> dict[str, dict[str, Segment]]:
    """The copy of `copy_to_json`."""
    return {language: {key: Segment(**segment) for key, segment in texts.items()} for language, texts in data.items()}


def media_to_json(media: Media) -> dict[str, str]:
    """{file name: a drawing as it is written, a document in Base64}."""
    return {
        name: base64.b64encode(body).decode() if is_document(name) else body.decode() for name, body in media.items()
    }


def media_from_json(data: Mapping[str, Any]) -> dict[str, bytes]:
    """The files of `media_to_json`."""
    return {
        name: base64.b64decode(str(text)) if is_document(name) else str(text).encode() for name, text in data.items()
    }


def content_hash(kit: Kit, copy: Copy, media: Media) -> str:
    """SHA-256 over everything a reader could see a change of, and over nothing else."""
    drawings = {name: hashlib.sha256(data).hexdigest() for name, data in media.items()}
    whole = {"kit": to_json(kit), "copy": copy_to_json(copy), "media": drawings}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
