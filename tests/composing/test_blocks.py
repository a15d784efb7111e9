"""Every block has a schema, a sample that passes the checks, and three ways to be shown."""

import pytest

from tcma.base.settings import ROOT
from tcma.catalogue.rules import BLOCKS
from tcma.catalogue.rules.check_assets import asset_findings
from tcma.catalogue.rules.check_words import text_findings
from tcma.catalogue.rules.segments import texts
from tcma.catalogue.rules.vocabulary import REGIONS, THEMES
from tcma.composing.rules import themes
from tcma.composing.rules.blocks import MAKERS
from tcma.composing.rules.blocks.pictures import initials
from tcma.composing.rules.sheet import FIELDS, TYPES
from tcma.trial.blocks.book import book
from tcma.trial.blocks.show import DRAWING, kit_of, mail_of, page_of

SHOWN = [name for name, block in BLOCKS.items() if "email" in block.assets]


def test_every_block_can_be_made_and_is_named_on_the_desk() -> None:
    assert {*MAKERS, "task"} == BLOCKS.keys() == TYPES.keys()
    said = {field.name for block in BLOCKS.values() for field in block.fields if field.words}
    assert said - FIELDS.keys() == set()
    assert {region for block in BLOCKS.values() for region in block.regions} - set(REGIONS) == set()


@pytest.mark.parametrize("name", BLOCKS)
def test_the_sample_of_a_block_passes_the_checks(name: str) -> None:
    kit = kit_of(dict.fromkeys(["heading", name, "legal", "contact_card", "form"]))
    for asset in kit.assets:
        place = f"{asset.key}.{name.replace('_', '-')}"
        found = [one.message for one in asset_findings(kit, asset, {"sample.svg": DRAWING.encode()})
                 if one.place.startswith(place)]  # fmt: skip
        found += [one.message for text in texts(kit) if text.asset == asset and text.key.startswith(place)
                  for one in text_findings(kit, text, text.words)]  # fmt: skip
        assert found == []


@pytest.mark.parametrize("name", SHOWN)
def test_a_block_says_the_same_in_a_mail_on_a_page_and_in_plain_text(name: str) -> None:
    mail, page = mail_of([name]), page_of([name])
    block = BLOCKS[name]
    for field in block.fields:
        if not field.words or field.name in ("alt", "prompt"):
            continue
        for word in block.sample.get(field.name, "").replace("*", " ").replace("|", " ").split():
            if word.isalpha():
                assert word in mail.html, word
                assert word in page, word
                assert word in mail.text, word
    assert mail.html.count('class="full btn"') == mail.html.count("<v:roundrect") == (name == "button")
    assert " style=" not in page
    if "media" in block.sample:
        assert f'alt="{block.sample["alt"]}"' in mail.html
        assert f'alt="{block.sample["alt"]}"' in page


def test_the_document_of_the_blocks_is_what_the_schemas_say() -> None:
    """If not: make blocks."""
    assert (ROOT / "docs" / "blocks.md").read_text(encoding="utf-8") == book()
    pictures = {path.stem for path in (ROOT / "docs" / "blocks").glob("*.png")}
    shown = {f"theme-{name}{what}" for name in THEMES for what in ("", "-files")}
    assert pictures == {*BLOCKS, *shown} - {"task"}


def test_the_themes_that_kits_may_name_are_those_there_are() -> None:
    assert tuple(themes.THEMES) == THEMES
    assert themes.theme_named("") is themes.theme_named("no such theme") is themes.DEFAULT


def test_themes_look_different_and_end_in_the_same_words() -> None:
    mails = [mail_of(["heading", "button", "signature"], theme=name) for name in THEMES]
    assert len({mail.html for mail in mails}) == len({mail.text for mail in mails}) + len(THEMES) - 1
    assert [
        f'arcsize="{theme.arc}%"' for theme in themes.THEMES.values()
    ] == ['arcsize="17%"', 'arcsize="4%"', 'arcsize="50%"', 'arcsize="8%"']
    for mail, theme in zip(mails, themes.THEMES.values(), strict=True):
        assert f'arcsize="{theme.arc}%"' in mail.html


@pytest.mark.parametrize(("name", "letters"), [("Kim Sample", "KS"), ("Kim", "K"), ("Dr. Ana de la Sample", "DS"),
                                               ("", ""), ("(none)", "")])  # fmt: skip
def test_initials_stand_for_a_speaker_without_a_picture(name: str, letters: str) -> None:
    assert initials(name) == letters
