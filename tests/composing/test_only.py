"""Blocks that are for some only: decided when a partner's copy is made."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Block, Kit, Traits, from_json, seen_by, to_json
from tcma.catalogue.rules.only import only_findings
from tcma.composing import queries
from tcma.composing.rules import checks, compose_email, compose_page, render_page
from tcma.composing.rules.page import FormState
from tcma.localization import actions as localization
from tcma.partners.models import Partner
from tests.composing.conftest import NOW, SHIELD
from tests.composing.kits import KIT, PUBLIC, VENDOR, brand, picture

GOLD = Block("rates", "note", "locked", 0, {"text": "Gold rates apply."}, only={"tier": ("gold", "platinum")})
GERMAN = Block(
    "de", "note", "locked", 0, {"text": "Nur hier."}, only={"language": ("de",), "industry": ("not retail",)}
)
FIREWALL = Block("fire", "text", "text", 100, {"text": "Your firewall."}, only={"product": ("Firewall",)})
MIXED = Kit(**{
    **vars(KIT),
    "assets": tuple(
        asset.with_blocks((asset.blocks[0], GOLD, *asset.blocks[1:], GERMAN, FIREWALL)) if asset.blocks else asset
        for asset in KIT.assets
    ),
})  # fmt: skip


@pytest.mark.parametrize(
    ("traits", "ids"),
    [
        (Traits("en"), set()),
        (Traits("en", "gold"), {"rates"}),
        (Traits("en", "Platinum"), {"rates"}),
        (Traits("en", "silver"), set()),
        (Traits("de-AT"), {"de"}),
        (Traits("de", "", ("Retail",)), set()),
        (Traits("den"), set()),
        (Traits("de", "gold", ("health",), ("backup", "FIREWALL")), {"rates", "de", "fire"}),
    ],
)
def test_a_block_is_there_for_those_it_is_for(traits: Traits, ids: set[str]) -> None:
    asset = MIXED.asset("email-1")
    seen = {block.id for block in seen_by(asset, traits).blocks}
    assert seen - {block.id for block in KIT.asset("email-1").blocks} == ids


def test_it_is_in_the_mail_and_on_the_page_of_those_and_of_nobody_else() -> None:
    for traits, there in ((Traits(tier="gold"), True), (Traits(tier="silver"), False), (Traits(), False)):
        mail = compose_email(
            MIXED, "email-1", brand(), VENDOR, words={}, own_words={}, language="en", public_url=PUBLIC,
            picture=picture, traits=traits,
        )  # fmt: skip
        page = compose_page(
            MIXED, "landing", brand(), VENDOR, words={}, own_words={}, language="en", picture=picture,
            landing_url=lambda key: key, traits=traits,
        )  # fmt: skip
        html = render_page(page, FormState())
        assert [("Gold rates" in said) for said in (mail.html, mail.text, html)] == [there] * 3
        assert html.count("<h1") == 1
        nine = checks(MIXED, MIXED.asset("email-1"), mail, brand(), missing=0, needs_review=0, traits=traits)
        assert [check.fix for check in nine if not check.ok] == []


def test_words_for_a_block_that_is_not_for_the_partner_any_more_hinder_nothing() -> None:
    """Its tier or its products may change while it writes."""
    mail = compose_email(
        MIXED, "email-1", brand(), VENDOR, words={}, own_words={"email-1.fire.text": "Ours."}, language="en",
        public_url=PUBLIC, picture=picture,
    )  # fmt: skip
    assert "Ours." not in mail.text


def test_what_is_not_only_for_some_is_stored_as_it_always_was() -> None:
    assert from_json(to_json(MIXED)) == MIXED
    assert "only" not in str(to_json(KIT))


def test_the_partners_own_row_decides(session: Session, brightwave: Partner) -> None:
    kit = replace(MIXED, languages=("en",))
    version: KitVersion = localization.publish(
        session, kit=_in_english(kit), copy={}, media={"shield.svg": SHIELD.read_bytes()}, actor_id=None, now=NOW
    )
    for tier, products, there in (("gold", [], [True, False]), ("registered", ["Firewall"], [False, True])):
        brightwave.tier, brightwave.products = tier, products
        session.flush()
        mail = queries.mail(session, version=version, asset_key="email-1", partner_id=brightwave.id, language="en",
                            own_words={})  # fmt: skip
        assert ["Gold rates" in mail.text, "Your firewall" in mail.text] == there


def _in_english(kit: Kit) -> Kit:
    """Without the block for a language that the kit then does not have."""
    return replace(kit, assets=tuple(
        asset.with_blocks(block for block in asset.blocks if "language" not in block.only) for asset in kit.assets
    ))  # fmt: skip


def _found(*blocks: Block) -> list[str]:
    asset = replace(KIT.asset("email-1"), blocks=blocks)
    return [f"{one.place}: {one.message}" for one in only_findings(KIT, asset)]


def test_a_kit_whose_blocks_leave_somebody_without_anything_is_not_published() -> None:
    text, sign = Block("hi", "text", fields={"text": "Hi"}), Block("sign", "signature", "partner")
    gold = {"tier": ("gold",)}
    assert _found(text, sign) == []
    assert _found(text, replace(sign, only=gold)) == [
        "email-1.sign.only: Some of the readers would find nobody they could call."
    ]
    assert _found(replace(text, only=gold)) == ["email-1: Nothing in here is for everyone."]
    assert _found(text, sign, Block("x", "note", only={"language": ("not fr",)})) == [
        'email-1.x.only: This kit is not in the language "fr".'
    ]
    assert _found(text, sign, Block("f", "form", only=gold)) == [
        "email-1.f.only: A form block has to be there for everyone."
    ]
