"""What is new in a version, told block by block; and which versions runs can be moved on to."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from tcma.catalogue.rules import Asset, Block, Kit, Post, Step, differences, hinders, made_anew
from tcma.catalogue.rules.versions import Piece

FIRST = Asset("mail", "email", "Mail", "Subject", "Before", (
    Block("head", "heading", fields={"text": "One headline"}), Block("hi", "text", fields={"text": "Hello you there"}),
    Block("sign", "signature", "partner"),
))  # fmt: skip
KIT = Kit("kit", "campaign", "Kit", "", "en", ("en", "de"), 2, "", (Step("mail"),),
          (FIRST, Asset("posts", "social", "Posts", posts=(Post("x", "x", "Read this"),))))  # fmt: skip


def said(kit: Kit) -> list[tuple[str, str, str, str]]:
    """(key, kind, what is only on the old side, what is only on the new side)."""
    return [
        (one.key, one.kind, own_words(one.before), own_words(one.after))
        for changed in differences(KIT, kit) for one in changed.differences
    ]  # fmt: skip


def own_words(side: Iterable[Piece]) -> str:
    return " ".join(piece.text for piece in side if not piece.same)


def with_mail(change: Callable[[Asset], Asset]) -> Kit:
    return replace(KIT, assets=(change(FIRST), *KIT.assets[1:]))


def test_the_same_kit_has_nothing_new() -> None:
    assert differences(KIT, KIT) == []
    assert differences(KIT, replace(KIT, title="Its name is no part of what goes out")) == []


def test_words_are_told_apart_word_by_word() -> None:
    head, hi, sign = FIRST.blocks
    now = with_mail(lambda mail: mail.with_blocks((head, replace(hi, fields={"text": "Hello to you"}), sign)))
    assert said(now) == [("mail.hi.text", "changed", "there", "to")]
    assert said(with_mail(lambda mail: replace(mail, subject="New subject"))) == [
        ("mail.subject", "changed", "Subject", "New subject")
    ]


def test_a_drawing_or_document_that_is_another_under_its_name_is_told() -> None:
    hero = Block("hero", "hero", fields={"media": "hill.svg", "alt": "A hill"})
    form = Block("form", "form", fields={"label": "Send", "file": "list.pdf"})
    kit = with_mail(lambda mail: mail.with_blocks((hero, form, *mail.blocks)))
    before = {"hill.svg": b"a hill", "list.pdf": b"a list", "list.de.pdf": b"eine Liste"}

    def told(**other: bytes) -> list[str]:
        names = made_anew(before, before | {name.replace("_", "."): body for name, body in other.items()})
        found = [one for changed in differences(kit, kit, names) for one in changed.differences]
        assert all(one.anew and one.kind == "changed" for one in found)
        return [one.key for one in found]

    assert told() == []
    assert told(new_svg=b"that nobody had") == []
    assert told(hill_svg=b"another hill") == ["mail.hero.media"]
    assert told(list_de_pdf=b"andere Liste") == ["mail.form.file"]


def test_blocks_come_go_and_move() -> None:
    head, hi, sign = FIRST.blocks
    line = Block("line", "divider")
    assert said(with_mail(lambda mail: mail.with_blocks((head, line, hi, sign)))) == [
        ("mail.line.type", "added", "", "divider")
    ]
    assert said(with_mail(lambda mail: mail.with_blocks((head, sign)))) == [
        ("mail.hi.text", "removed", "Hello you there", "")
    ]
    assert said(with_mail(lambda mail: mail.with_blocks((hi, head, sign)))) in (
        [("mail.hi.place", "changed", "head", "-")], [("mail.head.place", "changed", "-", "hi")],
    )  # fmt: skip


def test_rules_for_partners_and_audiences_are_told_too() -> None:
    head, hi, sign = FIRST.blocks
    opened = replace(hi, region="text", max_length=90, only={"tier": ("gold", "silver")})
    assert said(with_mail(lambda mail: mail.with_blocks((head, opened, sign)))) == [
        ("mail.hi.region", "changed", "locked", "text"), ("mail.hi.max", "added", "", "90"),
        ("mail.hi.only", "added", "", "tier: gold, silver"),
    ]  # fmt: skip


def test_whole_assets_come_and_go() -> None:
    found = differences(KIT, replace(KIT, assets=(FIRST, Asset("page", "page", "Page", blocks=FIRST.blocks[:1]))))
    assert [(one.asset.key, one.state) for one in found] == [("page", "added"), ("posts", "removed")]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (replace(KIT, title="Another"), ""),
        (with_mail(lambda mail: mail.with_blocks(mail.blocks[1:])), ""),
        (replace(KIT, assets=(*KIT.assets, Asset("more", "page", "More"))), ""),
        (replace(KIT, steps=(Step("mail", 1),)), "steps"),
        (replace(KIT, languages=("en",)), "languages"),
        (replace(KIT, assets=KIT.assets[:1]), "lost"),
        (replace(KIT, assets=(replace(FIRST, kind="page"), KIT.assets[1])), "lost"),
    ],
)
def test_runs_follow_what_has_all_they_need(after: Kit, words: str) -> None:
    assert words in hinders(KIT, after)
    assert bool(words) is bool(hinders(KIT, after))
