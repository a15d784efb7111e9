"""Whatever a partner sends to whatever address: nothing that the vendor locked says anything else afterwards."""

import json
from collections.abc import Iterator
from html import unescape
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter

from tcma.catalogue.rules import BLOCKS
from tcma.composing.rules import Locked, regions
from tcma.launches import actions
from tcma.launches.models import Launch
from tests.deals.pages import signed_in
from tests.launches.world import KIT, NOW, World
from tests.tables import tables

EVIL, TONGUES = "Tampered", ("en", "de", "ar")
choice = Random(7).choice
NAMES = {"slug": "readiness", "lang": "en", "tag": "en", "asset_key": "landing", "key": "email-1", "place": "campaigns"}
LOCKED_TABLES = ("kit_versions", "assets", "kit_media", "segment_texts", "compositions", "links")
"""What is published, and what is composed of it."""


def locked() -> Iterator[str]:
    """Every key of the kit that no region opens."""
    for asset in KIT.assets:
        may = {one.key for one in regions(asset)}
        yield from (f"{asset.key}.{name}" for name in ("subject", "preheader", "title", "kind"))
        for block in asset.blocks:
            names = {field.name for field in BLOCKS[block.type].fields} | {"text", "hidden", "region", "max", "only"}
            yield from (key for name in sorted(names) if (key := f"{asset.key}.{block.id}.{name}") not in may)
        yield from (f"{asset.key}.{post.id}.text" for post in asset.posts)


def body(key: str) -> dict[str, str]:
    """One locked key under every name that somebody could try."""
    return {
        f"w:{key}": EVIL, f"w:en:{key}": EVIL, key: EVIL, f"own_words[en][{key}]": EVIL,
        "own_words": json.dumps({"en": {key: EVIL}}), "set_aside": json.dumps({"en": {key: EVIL}}),
        "content": json.dumps({key: EVIL}), "html": EVIL, "text": EVIL, "mandatory": EVIL,
        "lang": "en", "part": key.partition(".")[0], "goes_in": "yes", "in:en": "1", "do": "save", "words": EVIL,
    }  # fmt: skip


def address(rule: Rule, launch: Launch) -> dict[str, Any]:
    """Values for the parts of an address: the launch, the kit, its first mail."""
    found: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        if isinstance(converter, UUIDConverter):
            found[name] = launch.id
        elif isinstance(converter, IntegerConverter):
            found[name] = 1
        elif isinstance(converter, AnyConverter):
            found[name] = sorted(converter.items)[0]
        else:
            found[name] = NAMES.get(name, "x")
    return found


def contents(session: Session) -> dict[str, tuple[int, str]]:
    """Per table how many rows, and a digest of them."""
    found = {}
    for name in LOCKED_TABLES:
        table = tables().tables[name]
        rows = func.coalesce(func.sum(func.hashtextextended(cast(table.table_valued(), String), 0)), 0)
        number, digest = session.execute(select(func.count(), cast(rows, String)).select_from(table)).one()
        found[name] = (number, digest)
    return found


@pytest.mark.usefixtures("mailer")
def test_no_request_of_a_partner_to_any_address_changes_what_is_locked(
    app: Flask, world: World, session: Session
) -> None:
    launch = world.begun()
    session.commit()
    before, keys = contents(session), list(locked())
    tried, bind = 0, app.url_map.bind("localhost")
    client = signed_in(app, session, world.alice)
    for number, rule in enumerate(sorted(app.url_map.iter_rules(), key=str)):
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            if "sign" in rule.endpoint or rule.endpoint == "launches.change":
                continue  # ends the session; pauses and stops are no content
            path = bind.build(rule.endpoint, address(rule, launch), method=method)
            given = body(keys[number % len(keys)])
            as_json = "api" in rule.rule
            client.open(path, method=method, json=given) if as_json else client.open(path, method=method, data=given)
            tried += 1
    assert tried > 120
    session.expire_all()
    assert contents(session) == before
    words = session.scalars(select(cast(Launch.own_words, String) + cast(Launch.set_aside, String))).all()
    assert EVIL not in " ".join(words)


def test_a_draft_takes_no_locked_key_in_any_language(world: World, session: Session) -> None:
    draft = world.draft()
    for key in locked():
        with pytest.raises(Locked):
            actions.save_words(session, draft, language=choice(TONGUES), words={key: EVIL}, now=NOW)
    assert draft.own_words == {}


def test_the_form_of_the_launch_page_takes_no_locked_key_and_says_who_may_change_it(
    app: Flask, world: World, session: Session
) -> None:
    client = signed_in(app, session, world.alice)
    types = {f"{asset.key}.{block.id}": block.type for asset in KIT.assets for block in asset.blocks}
    # A key of each kind of block, and of what stands above them; the way to the action is the same for all.
    keys = {types.get(key.rpartition(".")[0], key.rpartition(".")[2]): key for key in locked()}
    assert set(types.values()) < set(keys)
    for key in keys.values():
        answer = client.post("/launch/readiness", data={"lang": "en", "do": "save", "when": "best", f"w:{key}": EVIL})
        assert answer.status_code == 409, key
        assert "is locked by Northgate. Ask them to change it." in unescape(answer.text), key
    assert session.scalars(select(Launch.own_words).where(Launch.own_words != {})).all() == []
