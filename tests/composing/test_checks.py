"""Each of the nine checks fails for the fault it is there for, and says what to do."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tcma.catalogue.rules import Block, Kit, with_words
from tcma.composing.rules import Check, Mail, checks, posts
from tcma.composing.rules.matrix import Report, matrix, publishable
from tests.composing.kits import ARABIC, KIT, VENDOR, brand
from tests.composing.test_mail import composed

MAIL = composed(own={})


def nine(mail: Mail = MAIL, kit: Kit = KIT, missing: int = 0) -> dict[str, Check]:
    found = checks(kit, kit.asset("email-1"), mail, brand(), missing=missing, needs_review=0)
    return {check.id: check for check in found}


def test_a_sound_mail_passes_all_nine() -> None:
    assert len(nine()) == 9
    assert [check.id for check in nine().values() if not check.ok] == []


def blocks(change: Callable[[Block], Block]) -> Kit:
    """The sample kit with a changed block in its mail."""
    mail = KIT.asset("email-1")
    changed = replace(mail, blocks=tuple(change(block) for block in mail.blocks))
    return replace(KIT, assets=(changed, *KIT.assets[1:]))


@pytest.mark.parametrize(
    ("id_", "mail", "said"),
    [
        ("alt", replace(MAIL, html=MAIL.html.replace(' alt="', ' data-alt="', 1)), "what the picture shows"),
        ("unsubscribe", replace(MAIL, text=MAIL.text.replace("{{u}}", "")), "no way out"),
        ("size", replace(MAIL, html=MAIL.html + " " * 60_000), "Take blocks out"),
        ("text", replace(MAIL, text=MAIL.text.replace("{{l_1}}", "")), "lacks a link"),
        ("links", replace(MAIL, html=MAIL.html.replace('href="{{l_1}}"', 'href="#"')), "leads nowhere"),
        ("locked", replace(MAIL, text=MAIL.text.replace("The check is no audit.", "Certified!")), '"law" differs'),
        ("fields", replace(MAIL, html=MAIL.html + "{{nickname}}"), "the field nickname"),
    ],
)
def test_a_broken_mail_is_noticed(id_: str, mail: Mail, said: str) -> None:
    check = nine(mail)[id_]
    assert not check.ok
    assert said in check.fix


def test_a_target_that_is_not_there_is_named_with_its_block() -> None:
    links = tuple(replace(link, target="page:gone") if link.position == 1 else link for link in MAIL.links)
    kit = blocks(lambda b: replace(b, fields={**b.fields, "target": "page:gone"}) if b.id == "go" else b)
    check = nine(replace(MAIL, links=links), kit)["links"]
    assert 'There is no page "gone"' in check.fix
    assert check.place == "email-1.go"


def test_a_language_with_gaps_is_noticed() -> None:
    assert nine(missing=1)["language"].fix == "1 text is missing in English. Add it."
    assert nine(missing=3)["language"].fix == "3 texts are missing in English. Add them."


def test_the_table_has_a_row_per_check_and_shows_the_first_mail_that_fails() -> None:
    sound = Report("en", "email-1", list(nine().values()))
    broken = Report("de", "email-2", list(nine(replace(MAIL, text="")).values()))
    rows = matrix([sound, broken], ["en", "de"])
    assert len(rows) == 9
    assert not publishable(rows)
    text = next(row for row in rows if row.id == "text")
    assert [(cell.language, cell.ok, cell.asset) for cell in text.cells] == [
        ("en", True, "email-1"),
        ("de", False, "email-2"),
    ]
    assert publishable(matrix([sound], ["en"]))
    gaps = Report("ar", "email-1", list(nine(missing=2).values()))
    assert publishable(matrix([gaps], ["ar"]))


def test_locked_words_are_found_in_arabic_too() -> None:
    kit, mail = with_words(KIT, ARABIC), composed("ar", {})
    found = checks(kit, kit.asset("email-1"), mail, brand(), missing=0, needs_review=0)
    assert [check.id for check in found if not check.ok] == []


def test_a_post_speaks_in_the_partners_name_and_says_what_still_fits() -> None:
    (post,) = posts(KIT, "posts", brand(name="{{u}} & Sons"), VENDOR, words={}, link="https://go.example/s/1")
    assert post.text == "Would {{u}} & Sons's clients know?"
    assert post.whole.endswith("\n\nhttps://go.example/s/1")
    assert post.left == 3000 - len(post.text)
    assert post.network_name == "LinkedIn"
